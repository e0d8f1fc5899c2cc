import { recoverySeconds } from "../plan/forecast.ts";
import type { Plan } from "../plan/plan.ts";
import { faultProfiles } from "./faults.ts";
import type { FaultProfileName, JobPlan, JobState } from "./state.ts";

/** What a new job is made of. */
export type JobSpec = Pick<
  JobState,
  | "id"
  | "kind"
  | "seed"
  | "after"
  | "priority"
  | "holdStart"
  | "systemId"
  | "clusterId"
  | "devices"
  | "plan"
  | "lossCurve"
> &
  Partial<Pick<JobState, "slices" | "evaluatedTokens">>;

function validatePlan(spec: JobSpec): void {
  const { stepTimeSeconds, totalSteps, tokensPerStep, tokens, checkpoint } = spec.plan;
  const whole = { totalSteps, tokensPerStep, tokens, devices: spec.devices };
  for (const [name, value] of Object.entries(whole)) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`${name} is a whole number from 1, received ${value}`);
  }
  if (!(stepTimeSeconds > 0 && stepTimeSeconds < Infinity)) {
    throw new RangeError(`stepTimeSeconds is above 0, received ${stepTimeSeconds}`);
  }
  if (!Number.isSafeInteger(checkpoint.everySteps) || checkpoint.everySteps < 0) {
    throw new RangeError(`checkpoint.everySteps is a whole number from 0, received ${checkpoint.everySteps}`);
  }
  if (spec.kind !== "validation" && checkpoint.everySteps === 0) {
    throw new RangeError(`a ${spec.kind} job keeps checkpoints: everySteps is 1 or more, received 0`);
  }
}

/** A scoring run has nothing to save: it is short, and starts over after a fault. */
const noCheckpoints = { everySteps: 0, pauseSeconds: 0, sizeBytes: 0 };

/** A job that has just been created: it waits for its check. **Throws** RangeError for a plan that cannot run. */
export function newJob(spec: JobSpec): JobState {
  validatePlan(spec);
  const plan = spec.kind === "validation" ? { ...spec.plan, checkpoint: noCheckpoints } : spec.plan;
  return {
    ...spec,
    plan,
    slices: spec.slices ?? [],
    evaluatedTokens: spec.evaluatedTokens ?? 0,
    status: "checking",
    phase: null,
    statusReason: null,
    faultParty: null,
    waitText: null,
    queuePosition: null,
    checked: false,
    queuedAt: null,
    startedAt: null,
    endedAt: null,
    placement: [],
    nodesNeeded: 0,
    timerAt: null,
    timerExact: null,
    phaseIndex: 0,
    recovery: null,
    anchorSteps: 0,
    anchorAt: 0,
    targetStep: 0,
    nextMetric: 1,
    savedStep: 0,
    checkpoints: 0,
    pauseAtStep: null,
    resumeWhenPaused: false,
    cancelReason: null,
    numericalAtStep: null,
    numericalFaults: 0,
    observedSteps: 0,
    observedMilliseconds: 0,
    lostSteps: 0,
    interruptions: 0,
    faultsSinceSave: 0,
    estimate: null,
    leases: 0,
    events: 0,
  };
}

/** Interruptions that a job on these machines expects in a day, by the published rates of the site's profile. */
export function faultsPerDay(profile: FaultProfileName, deviceKind: "gpu" | "wafer", nodes: number): number {
  const rates = faultProfiles[profile];
  const node = deviceKind === "wafer" ? rates.wafer : rates.node;
  const each = Object.values(node).reduce((sum, rate) => sum + rate, 0);
  return nodes * each + Math.ceil(nodes / 16) * rates.switch + rates.numerical;
}

/** The numbers of a plan that the simulation needs. **Range** `throughputSigma` 0 or more. */
export function jobPlanOf(
  plan: Plan,
  ask: {
    readonly tokens: number;
    readonly throughputSigma: number;
    readonly faults: FaultProfileName;
    readonly program?: string | undefined;
  },
): JobPlan {
  const startup = plan.startup.map((each) => ({ ...each }));
  return {
    stepTimeSeconds: plan.stepTime,
    totalSteps: plan.totalSteps,
    tokensPerStep: plan.tokensPerStep,
    tokens: ask.tokens,
    startup,
    checkpoint: {
      everySteps: plan.checkpoint.everySteps,
      pauseSeconds: plan.checkpoint.pause,
      sizeBytes: plan.checkpoint.size,
    },
    throughputSigma: ask.throughputSigma,
    faultsPerDay: faultsPerDay(ask.faults, plan.hardware.deviceKind, plan.hardware.nodes),
    recoverySeconds: recoverySeconds(plan),
    ...(ask.program === undefined ? {} : { program: ask.program }),
  };
}
