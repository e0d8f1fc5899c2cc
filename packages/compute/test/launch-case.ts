import { readFileSync } from "node:fs";
import { evaluateGpu } from "../src/plan/gpu/evaluate.ts";
import { askOf, choiceOf, planned } from "../src/plan/ask.test-kit.ts";
import type { Ask, GpuLayout, Plan } from "../src/plan/plan.ts";
import { launchOf, type Launch, type LaunchOptions, type LaunchRefusal } from "../src/launch/launch.ts";

/** A layout by its parallel degrees; the rest as plain as can be. */
export function layoutBy(changes: Partial<GpuLayout>): GpuLayout {
  return {
    kind: "gpu",
    tensorParallel: 1,
    pipelineParallel: 1,
    dataParallel: 1,
    virtualPipeline: 1,
    microbatchSize: 1,
    microbatches: 1,
    recompute: "none",
    zeroStage: 0,
    sequenceParallel: (changes.tensorParallel ?? 1) > 1,
    ...changes,
  };
}

export interface Case {
  readonly ask: Ask;
  readonly plan: Plan;
}

/** A plan whose layout is as given: what is exported is the layout, so it need not fit a real machine's memory. */
export function caseOf(model: string, layout: Partial<GpuLayout>, changes: Partial<Ask> = {}): Case {
  const whole = layoutBy(layout);
  const devices = whole.tensorParallel * whole.pipelineParallel * whole.dataParallel * (whole.contextParallel ?? 1);
  const globalBatchSize = whole.dataParallel * whole.microbatchSize * whole.microbatches;
  const ask = askOf(model, { globalBatchSize, ...changes });
  const small = askOf("gpt2", { globalBatchSize: devices, sequenceLength: 128 });
  const base = planned(
    evaluateGpu(small, choiceOf("dgx-h100", devices), layoutBy({ dataParallel: devices, zeroStage: 1 })),
  );
  return { ask, plan: { ...base, layout: whole } };
}

export const launchCase = ({ plan, ask }: Case, options: LaunchOptions): Launch | LaunchRefusal =>
  launchOf(plan, ask, options);

/** **Throws** Error with the refusal's sentence. */
export function launched(outcome: Launch | LaunchRefusal): Launch {
  if (outcome.kind === "launch") return outcome;
  throw new Error(outcome.text);
}

/** A stored schema of a tool. */
export function schemaOf<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(new URL(`./launch-schema/${name}.json`, import.meta.url), "utf8")) as Shape;
}
