import type { JobPlan, Plan } from "@ingot/compute";

/** Slices of the held-out records that every finished model is scored on. */
export const validationSlices = ["held-out", "held-out, long records", "held-out, short records"] as const;

/** Scoring steps of a validation run; forward only, a third of a training step each. */
const steps = 24;
const forwardShare = 1 / 3;

/** The validation run that follows a training run on the same devices; its program is compiled already. */
export function validationPlan(training: JobPlan): JobPlan {
  return {
    ...training,
    stepTimeSeconds: training.stepTimeSeconds * forwardShare,
    totalSteps: steps,
    tokens: steps * training.tokensPerStep,
    startup: training.startup.filter(({ phase }) => phase !== "compile"),
    checkpoint: { everySteps: 0, pauseSeconds: 0, sizeBytes: 0 },
  };
}

/** What a promise sets aside for the check before the run and the validation after it: half more than planned, and 20 minutes. */
export function checkAndValidationSeconds(plan: Plan): number {
  const startup = plan.startup.reduce((sum, phase) => sum + (phase.phase === "compile" ? 0 : phase.seconds), 0);
  return 1.5 * (startup + steps * forwardShare * plan.stepTime) + 1200;
}
