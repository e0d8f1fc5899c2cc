import { aim, announce, milliseconds } from "./progress.ts";
import type { Instant, JobState } from "./state.ts";
import { numericalFaultKind, stepsToNumericalFault } from "./truth.ts";
import type { JobDraft, World } from "./world.ts";

/** Whether the site keeps this job's program: from its own start, or from another job of the same. */
export const programKept = (world: World, { plan, observedSteps }: JobState): boolean =>
  observedSteps > 0 || (plan.program !== undefined && world.programs.has(plan.program));

/**
 * The phases before the first step. Once it has run, a fault does not make it compile again; a start that finds its
 * program compiled takes the shorter time.
 */
export function startPhases(world: World, job: JobState): JobState["plan"]["startup"] {
  const { startup } = job.plan;
  if (!programKept(world, job)) return startup;
  if (job.observedSteps > 0 && job.recovery !== null) return startup.filter((phase) => phase.phase !== "compile");
  return startup.map((phase) => ({ ...phase, seconds: phase.secondsAgain ?? phase.seconds }));
}

function drawNumericalFault(world: World, job: JobDraft): void {
  const steps = stepsToNumericalFault(world.seed, job, world.faults);
  if (steps === null) return;
  const every = job.plan.checkpoint.everySteps;
  const at = Math.floor(job.anchorSteps) + steps;
  const hidden = every > 0 && numericalFaultKind(world.seed, job) === "silent_corruption";
  job.numericalAtStep = hidden ? Math.ceil(at / every) * every : at;
}

/** The first phase after devices were found, for a start and for a recovery. */
export function beginStart(world: World, job: JobDraft, at: Instant): void {
  job.phaseIndex = 0;
  enterPhase(world, job, at);
}

function enterPhase(world: World, job: JobDraft, at: Instant): void {
  const phase = startPhases(world, job)[job.phaseIndex];
  if (!phase) {
    beginRunning(world, job, at);
    return;
  }
  job.phase = phase.phase;
  world.setTimer(job, job.anchorAt + milliseconds(phase.seconds));
}

export function nextPhase(world: World, job: JobDraft, at: Instant): void {
  if (job.phase === "compile" && job.plan.program !== undefined) world.programs.add(job.plan.program);
  job.phaseIndex += 1;
  enterPhase(world, job, at);
}

function beginRunning(world: World, job: JobDraft, at: Instant): void {
  const recovered = job.recovery !== null;
  job.status = "running";
  job.phase = job.kind === "validation" ? "evaluate" : "train";
  job.statusReason = null;
  job.faultParty = null;
  job.recovery = null;
  if (job.numericalAtStep === null || job.numericalAtStep <= job.anchorSteps) drawNumericalFault(world, job);
  aim(world, job);
  if (recovered) {
    world.tell(job, "job.recovered", at, { step: job.anchorSteps, nodes: job.placement.map((share) => share.nodeId) });
  }
  announce(world, job, at, !recovered);
}
