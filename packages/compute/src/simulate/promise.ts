import { forecastDuration } from "../plan/forecast.ts";
import type { Plan } from "../plan/plan.ts";
import { advanceSite } from "./advance.ts";
import { faultsPerDay, jobPlanOf, newJob } from "./job.ts";
import { newNode } from "./new-node.ts";
import { derive, keyOf, uniform } from "./prng.ts";
import type { FaultProfileName, Instant, JobState, NodeState } from "./state.ts";
import { hiddenThroughput } from "./truth.ts";

/** Contracts of one kind, sold by their P90 and run on a site of their own each. */
export interface PromiseTrial {
  readonly plan: Plan;
  readonly tokens: number;
  readonly throughputSigma: number;
  readonly faults: FaultProfileName;
  /** Nodes beside those that the run needs. */
  readonly spares: number;
  readonly contracts: number;
  readonly seed: string;
}

/** How the promises were kept, and why the others were not. */
export interface PromiseResult {
  readonly contracts: number;
  readonly kept: number;
  /** Misses by cause; `throughput`: it would have been missed without a single fault. */
  readonly missed: { readonly throughput: number; readonly fault: number };
  /** Of the contracts; beside the forecast's, they tell which part is wrong. **Unit** seconds. */
  readonly median: number;
  readonly forecast: { readonly p50: number; readonly p90: number };
  readonly interruptions: number;
}

const startOfYear: Instant = 1_767_225_600_000;

function nodesOf(plan: Plan, spares: number): readonly NodeState[] {
  const { system, deviceKind, devices, nodes } = plan.hardware;
  return Array.from({ length: nodes + spares }, (_, index) =>
    newNode({
      id: `node_${index}`,
      clusterId: "clu_trial",
      systemId: system,
      deviceKind,
      leaf: `leaf_${Math.floor(index / 16)}`,
      devices: Math.ceil(devices / nodes),
    }),
  );
}

function jobOf(trial: PromiseTrial): JobState {
  const { system, devices } = trial.plan.hardware;
  return newJob({
    id: "job_trial",
    kind: "training",
    seed: "trial",
    after: null,
    priority: 0,
    holdStart: startOfYear,
    systemId: system,
    clusterId: null,
    devices,
    plan: jobPlanOf(trial.plan, trial),
    lossCurve: { floor: 1.7, amplitude: 410, exponent: 0.28, start: 10.8, noise: 0 },
  });
}

/** Runs a job alone from `start` to its end. **Throws** Error when it has not ended after ten times its forecast. */
function runToEnd(
  trial: PromiseTrial,
  nodes: readonly NodeState[],
  job: JobState,
  seed: string,
  start: Instant,
  longest: number,
) {
  const until = start + Math.ceil(10_000 * longest);
  const site = { id: "site_trial", seed, faults: trial.faults, nodes, frontier: start };
  const checks = [{ jobId: job.id, effectiveAt: start, refusal: null }];
  const ended = advanceSite({ site, jobs: [job], requests: [], checks, until }).jobs[0];
  if (ended?.status !== "succeeded" || ended.endedAt === null) {
    throw new Error(`a run was to end within ten times its P99 (${longest} s); seed ${seed} is ${ended?.status}`);
  }
  return { seconds: (ended.endedAt - start) / 1000, interruptions: ended.interruptions };
}

/** Seconds of a run that nothing interrupts. */
function undisturbed(job: JobState, factor: number): number {
  const { startup, stepTimeSeconds, totalSteps, checkpoint } = job.plan;
  const saves = Math.ceil(totalSteps / checkpoint.everySteps);
  const before = startup.reduce((sum, phase) => sum + phase.seconds, 0);
  return before + (totalSteps * stepTimeSeconds) / factor + saves * checkpoint.pauseSeconds;
}

/**
 * Sells `contracts` by the P90 of the planner's own forecast, runs each on a site with a seed and a starting day of its
 * own, and counts how many end in time. **Cost** a few milliseconds a contract.
 */
export function simulatePromise(trial: PromiseTrial): PromiseResult {
  const { plan, tokens, throughputSigma, seed } = trial;
  const { nodes, deviceKind } = plan.hardware;
  const faultsPerNodeDay = faultsPerDay(trial.faults, deviceKind, nodes) / nodes;
  const { p50, p90, p99 } = forecastDuration({ plan, tokens, faultsPerNodeDay, throughputSigma, seed });
  const machines = nodesOf(plan, trial.spares);
  const job = jobOf(trial);
  const root = derive(keyOf(seed), "trial");
  const missed = { throughput: 0, fault: 0 };
  const durations: number[] = [];
  let interruptions = 0;
  for (let index = 0; index < trial.contracts; index += 1) {
    const siteSeed = `${seed}:${index}`;
    const start = startOfYear + Math.floor(365 * 86_400_000 * uniform(root, index));
    const run = runToEnd(trial, machines, job, siteSeed, start, p99);
    durations.push(run.seconds);
    interruptions += run.interruptions;
    if (run.seconds <= p90) continue;
    const slow = undisturbed(job, hiddenThroughput(siteSeed, job.seed, throughputSigma)) > p90;
    missed[slow ? "throughput" : "fault"] += 1;
  }
  durations.sort((left, right) => left - right);
  return {
    contracts: trial.contracts,
    kept: trial.contracts - missed.throughput - missed.fault,
    missed,
    median: durations[Math.floor(durations.length / 2)] ?? 0,
    forecast: { p50, p90 },
    interruptions,
  };
}
