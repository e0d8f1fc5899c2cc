import { infeasibleFields, planRun, type RunPlan } from "@ingot/compute";
import type { z } from "zod";
import { askOf, askToWire, choiceOf } from "./ask.ts";
import { outcomeOf, planned } from "./outcome.ts";
import { plannedToWire } from "./to-wire.ts";
import { openQuestion } from "./open-question.ts";
import type { planRunInput, planRunOutput } from "./view-schemas.ts";

type Output = z.infer<typeof planRunOutput>;

const joulesOfKilowattHour = 3.6e6;

/** A whole run: how long, how certain, what it does besides training, to which loss. Open to everybody. */
export const planWholeRun = openQuestion("run");

export function answerRun(input: z.infer<typeof planRunInput>): Output {
  const asked = askOf(input);
  const choice = choiceOf(asked.ask, input);
  const { ramp, unique_tokens, warmup_steps, evaluation = {}, faults_per_node_day } = input;
  const outcome = planned(() =>
    planRun(asked.ask, choice, {
      planner: (ask, on) => outcomeOf(ask, on, input),
      ...(ramp === undefined ? {} : { ramp }),
      ...(unique_tokens === undefined ? {} : { uniqueTokens: unique_tokens }),
      ...(warmup_steps === undefined ? {} : { warmupSteps: warmup_steps }),
      ...(faults_per_node_day === undefined ? {} : { faultsPerNodeDay: faults_per_node_day }),
      evaluation: { everySteps: evaluation.every_steps, tokens: evaluation.tokens },
    }),
  );
  const result = outcome.kind === "infeasible" ? infeasibleFields(outcome) : runToWire(outcome);
  return { ask: askToWire(asked), result };
}

const stageToWire = ({ globalBatchSize, tokens, steps, stepTime, seconds }: RunPlan["stages"][number]) => ({
  global_batch_size: globalBatchSize,
  tokens,
  steps,
  step_time_seconds: stepTime,
  seconds,
});

const lossToWire = ({ loss, effectiveTokens, passes, lossIfUnique, advice }: RunPlan["loss"]) => ({
  loss,
  effective_tokens: effectiveTokens,
  passes,
  if_unique: { ...lossIfUnique },
  advice,
});

function runToWire(run: RunPlan) {
  const { mean, p50, p90, p99, faultsMean } = run.duration;
  return {
    outcome: "run" as const,
    plan: plannedToWire(run.plan),
    stages: run.stages.map(stageToWire),
    uncut_batch_sizes: [...run.uncutSizes],
    steps: run.steps,
    warmup: { ...run.warmup },
    checkpoints: {
      count: run.checkpoints.count,
      every_steps: run.checkpoints.everySteps,
      bytes: run.checkpoints.bytes,
    },
    evaluations: { count: run.evaluations.count, seconds_each: run.evaluations.secondsEach },
    duration_seconds: { mean, p50, p90, p99 },
    faults_expected: faultsMean,
    goodput: run.goodput,
    costs: run.costs.map(({ cause, label, seconds }) => ({ cause, label, seconds })),
    loss: lossToWire(run.loss),
    device_hours: run.deviceHours,
    energy_kwh: run.energy / joulesOfKilowattHour,
  };
}
