import type { JobState } from "./state.ts";

/** Readings over a whole run. */
const metricPoints = 200;

/** The step of the n-th reading; the last one is the last step. **Range** `index` from 1. */
export const metricStep = (totalSteps: number, index: number): number =>
  Math.ceil((index * totalSteps) / Math.min(metricPoints, totalSteps));

/** The next step at which anybody can tell from the plan that something will be seen: a reading, a save, the end. */
export function nextMilestone(job: JobState): number {
  const { totalSteps, checkpoint } = job.plan;
  const every = checkpoint.everySteps;
  const reading = job.kind === "validation" ? totalSteps : metricStep(totalSteps, job.nextMetric);
  const save = every > 0 ? (Math.floor(job.anchorSteps / every) + 1) * every : totalSteps;
  const ahead = [reading, save].filter((step) => step > job.anchorSteps);
  return Math.min(totalSteps, ...ahead);
}
