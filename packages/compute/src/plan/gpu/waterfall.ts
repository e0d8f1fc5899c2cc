import { bytes, seconds, type Seconds } from "@ingot/units";
import type { MemoryPart, WaterfallBar } from "../plan.ts";
import type { RankMemory } from "./memory.ts";
import type { StepCost } from "./step.ts";

type Cause = Exclude<keyof StepCost, "total" | "tensorHidden" | "pipelineHidden" | "dataHidden" | "offloadHidden">;

const labels: Readonly<Record<Cause, string>> = {
  matrix: "Matrix work",
  attention: "Attention",
  elementwise: "Element-wise work",
  logits: "Output layer and loss",
  launch: "Kernel launches",
  recompute: "Recomputed forward work",
  tensor: "Tensor-parallel exchange (NVLink)",
  expert: "Expert exchange",
  context: "Context exchange",
  pipeline: "Messages between stages",
  bubble: "Pipeline bubble",
  data: "Gradient exchange",
  offload: "Copies to and from the host",
  optimizer: "Optimizer",
  straggler: "Slowest rank",
  overhead: "Framework overhead",
};

const hiddenOf: Partial<Record<Cause, "tensorHidden" | "pipelineHidden" | "dataHidden" | "offloadHidden">> = {
  tensor: "tensorHidden",
  pipeline: "pipelineHidden",
  data: "dataHidden",
  offload: "offloadHidden",
};

/** **Returns** one bar for each cause that takes time; the exposed seconds add up to the step. */
export function waterfallOf(cost: StepCost): WaterfallBar[] {
  const bars: WaterfallBar[] = [];
  for (const [cause, label] of Object.entries(labels) as [Cause, string][]) {
    const hiddenKey = hiddenOf[cause];
    const hidden: Seconds = seconds(hiddenKey ? cost[hiddenKey] : 0);
    if (cost[cause] <= 0 && hidden <= 0) continue;
    bars.push({ cause, label, secondsExposed: seconds(cost[cause]), secondsHidden: hidden });
  }
  return bars;
}

const memoryLabels: Readonly<Record<Exclude<keyof RankMemory, "total">, string>> = {
  weights: "Weights",
  gradients: "Gradients",
  optimizer: "Optimizer state",
  activations: "Activations",
  logits: "Logits",
  reserved: "Context and communication buffers",
};

/** **Returns** one part for each kind of memory, in the order a stacked bar draws them. */
export const memoryPartsOf = (memory: RankMemory): MemoryPart[] =>
  (Object.entries(memoryLabels) as [Exclude<keyof RankMemory, "total">, string][]).map(([kind, label]) => ({
    kind,
    label,
    bytes: bytes(memory[kind]),
  }));
