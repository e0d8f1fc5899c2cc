import type { GpuLayout, Reason } from "../plan.ts";
import { gibibytes, percent, spell } from "../life.ts";
import type { RankMemory } from "./memory.ts";
import type { StepCost } from "./step.ts";
import { planningShare } from "./search.ts";
import { waterfallOf } from "./waterfall.ts";
import type { GpuWorkload } from "./workload.ts";

/** **Returns** a layout as people write it, e.g. `tensor 8 x pipeline 4 (2 chunks a stage) x data 16`. */
export function nameLayout(layout: GpuLayout): string {
  const chunks = layout.virtualPipeline > 1 ? ` (${layout.virtualPipeline} chunks a stage)` : "";
  return `tensor ${layout.tensorParallel} x pipeline ${layout.pipelineParallel}${chunks} x data ${layout.dataParallel}`;
}

const recomputeWords = {
  none: "nothing is recomputed",
  selective: "attention is recomputed in the backward pass",
  full: "every layer is computed twice to save memory",
} as const;

function layoutReason(layout: GpuLayout): Reason {
  const text =
    `${nameLayout(layout)}, ${layout.microbatches} micro batches of ${layout.microbatchSize} a step; ` +
    `${recomputeWords[layout.recompute]}${layout.zeroStage > 0 ? ", optimizer state sharded over the data ranks" : ""}.`;
  const { tensorParallel, pipelineParallel, dataParallel, virtualPipeline, microbatchSize, microbatches } = layout;
  const values = { tensorParallel, pipelineParallel, dataParallel, virtualPipeline, microbatchSize, microbatches };
  return { code: "layout", text, values };
}

function memoryReason(work: GpuWorkload, memory: RankMemory): Reason {
  const { weights, gradients, optimizer, activations, logits } = memory;
  const text =
    `The fullest GPU holds ${gibibytes(memory.total)} of ${gibibytes(work.machine.memory)} ` +
    `(${percent(1 - planningShare)} is kept free): ` +
    `weights ${gibibytes(weights)}, gradients ${gibibytes(gradients)}, optimizer ${gibibytes(optimizer)}, ` +
    `activations ${gibibytes(activations)}, logits ${gibibytes(logits)}.`;
  return {
    code: "memory",
    text,
    values: { used: memory.total, available: work.machine.memory, weights, gradients, optimizer, activations, logits },
  };
}

const causes: Readonly<Record<string, string>> = {
  matrix: "is matrix work of the layers at the efficiency their shapes reach",
  attention: "is attention over the sequence",
  elementwise: "goes to norms, activations and residuals, bound by memory bandwidth",
  logits: "goes to the output layer and the loss, on the last stage",
  launch: "is the processor launching kernels more slowly than the GPU finishes them",
  recompute: "is forward work done a second time because its results were not kept",
  tensor: "is exchange between the GPUs that share a layer, over NVLink",
  expert: "is routing tokens to their experts and back",
  context: "is exchange between the GPUs that share a sequence",
  pipeline: "is messages between pipeline stages",
  bubble: "is stages waiting for the first and the last micro batch (the bubble)",
  data: "is summing gradients over the data-parallel GPUs, beyond what hides behind the backward pass",
  optimizer: "is the optimizer reading and writing its state",
  straggler: "is waiting for the slowest of many GPUs",
  overhead: "is the framework's own work outside the layers",
};

function barReasons(cost: StepCost): Reason[] {
  return waterfallOf(cost)
    .filter((bar) => bar.secondsExposed / cost.total >= 0.005 || bar.secondsHidden / cost.total >= 0.02)
    .map((bar) => {
      const share = bar.secondsExposed / cost.total;
      const values = { seconds: bar.secondsExposed, hiddenSeconds: bar.secondsHidden, share };
      if (share < 0.0005) {
        const text = `${bar.label}: ${spell(bar.secondsHidden)}, all of it behind compute.`;
        return { code: `time.${bar.cause}`, text, values };
      }
      const hidden = bar.secondsHidden > 0 ? `; a further ${spell(bar.secondsHidden)} hides behind compute` : "";
      return {
        code: `time.${bar.cause}`,
        text: `${spell(bar.secondsExposed)} (${percent(share)}) ${causes[bar.cause] ?? `is ${bar.label}`}${hidden}.`,
        values,
      };
    });
}

/** **Returns** the reasons of a GPU plan: its layout, its memory, then each cause of time in words with numbers. */
export function explainGpu(
  work: GpuWorkload,
  layout: GpuLayout,
  cost: StepCost,
  memory: RankMemory,
  utilization: number,
): Reason[] {
  const speed: Reason = {
    code: "speed",
    text: `A step takes ${spell(cost.total)} on ${work.devices} GPUs: ${percent(utilization)} of their ${work.dtype} peak does useful model work.`,
    values: { stepSeconds: cost.total, utilization, devices: work.devices },
  };
  return [layoutReason(layout), speed, memoryReason(work, memory), ...barReasons(cost)];
}
