import {
  adviseRun,
  type Allocation,
  type BatchRamp,
  lifetimeOptimal,
  namedRuns,
  parameterCount,
  planRun,
  type RunPlan,
  tokensToMatch,
} from "@ingot/compute";
import type { AllocationView, RampView, WholeRunView } from "./message.ts";
import { planned } from "./outcome.ts";
import type { Resolved } from "./resolve.ts";

/** Tokens that a model may serve in its life, from a trial to a product of many. */
const served = [1e11, 1e12, 1e13, 1e14] as const;

const rowOf = (name: string, { parameters, tokens, tokensPerParameter, loss }: Allocation): AllocationView => ({
  name,
  parameters,
  tokens,
  tokensPerParameter,
  loss,
});

function rampView({ stages, uncutSizes, plan: { layout } }: RunPlan): RampView | null {
  if (stages.length === 1) return null;
  const uneven = new Set(uncutSizes);
  return {
    stages: stages.map((stage) => ({ ...stage, even: !uneven.has(stage.globalBatchSize) })),
    layout: layout.kind === "gpu" ? layout : null,
  };
}

/** What a run does besides training, how far it has to go to be as good as one that is known, and what another model would give. */
export function wholeRunView(resolved: Resolved, ramp: BatchRamp | null = null): WholeRunView | null {
  const { ask, choice, pins } = resolved;
  const run = planRun(ask, choice, {
    planner: (of, on) => planned({ ask: of, choice: on, pins }),
    ...(ramp === null ? {} : { ramp }),
  });
  if (run.kind === "infeasible") return null;
  const { shapes, asked, optimal } = adviseRun(ask, choice);
  const { active } = parameterCount(ask.model);
  return {
    duration: run.duration,
    ramp: rampView(run),
    goodput: run.goodput,
    costs: run.costs.map(({ label, seconds }) => ({ label, seconds, share: seconds / run.duration.mean })),
    advice: run.loss.advice,
    shapes: shapes.map(({ text }) => text),
    matches: namedRuns.map(({ id, label, source }) => ({
      label,
      source,
      tokens: tokensToMatch(id, active).tokens ?? null,
    })),
    sizes: [rowOf("As asked", asked), rowOf("Best use of the computation", optimal)],
    lives: served.map((servedTokens) => {
      const { best, saved } = lifetimeOptimal({ quality: { loss: asked.loss }, servedTokens });
      return { served: servedTokens, saved, ...rowOf("", best) };
    }),
  };
}
