import type { GpuLayout, Reason } from "../plan.ts";
import { countOf, grouped } from "../../hardware/devices-in-words.ts";
import { gibibytes, percent, spell } from "../life.ts";
import { planningShare, type RankMemory } from "./memory.ts";
import type { StepCost } from "./step.ts";
import { scheduleOf } from "./pipeline.ts";
import { sentenceOf, stepBars } from "./waterfall.ts";
import type { GpuWorkload } from "./workload.ts";

/** A share that somebody chose, so without decimals that say nothing. */
const sharePlain = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** Schedules as people write them. */
export const scheduleNames = { "1f1b": "1F1B", interleaved: "interleaved", "zb-h1": "ZB-H1", "zb-v": "ZB-V" } as const;

/**
 * **Returns** a layout as people write it, e.g. `tensor 8 x pipeline 4 (2 chunks a stage) x data 16`; the degrees
 * multiply up to the devices, and experts fold over them.
 */
export function nameLayout(layout: GpuLayout): string {
  const { tensorParallel, pipelineParallel, dataParallel, virtualPipeline, expertParallel = 1 } = layout;
  const schedule = scheduleOf(layout);
  const chunks = virtualPipeline > 1 ? `${virtualPipeline} chunks a stage` : "";
  const zero = schedule.startsWith("zb") ? scheduleNames[schedule] : "";
  const how = [chunks, zero].filter((word) => word !== "").join(", ");
  const context = (layout.contextParallel ?? 1) > 1 ? ` x context ${layout.contextParallel}` : "";
  const experts = expertParallel > 1 ? `, experts over ${expertParallel}` : "";
  const pipeline = `pipeline ${pipelineParallel}${how ? ` (${how})` : ""}`;
  return `tensor ${tensorParallel}${context} x ${pipeline} x data ${dataParallel}${experts}`;
}

/**
 * **Returns** in words what of a layout its degrees do not say and is not the usual: uneven ends, what waits in the
 * host's memory, exchanges and overlaps set by hand, another placement.
 */
export function unusualParts(layout: GpuLayout): string[] {
  const { firstStageLayers, lastStageLayers, offloadedLayers = 0, offloadedOptimizer = 0, order } = layout;
  const uneven = firstStageLayers !== undefined || lastStageLayers !== undefined;
  const said: readonly (readonly [boolean, string])[] = [
    [
      uneven,
      `${firstStageLayers ?? "even"} ${firstStageLayers === 1 ? "layer" : "layers"} on the first stage and ${lastStageLayers ?? "even"} on the last`,
    ],
    [offloadedLayers > 0, `activations of ${countOf(offloadedLayers, "layer")} a stage on the host`],
    [offloadedOptimizer > 0, `${sharePlain(offloadedOptimizer)} of the optimizer on the host`],
    [layout.contextExchange === "gather", "keys and values gathered"],
    [layout.tensorParallel > 1 && !layout.sequenceParallel, "no sequence parallelism"],
    [layout.gatherAgain === false, "gathered inputs kept"],
    [layout.scatterPipeline === false, "whole messages between stages"],
    [layout.overlapGradients === false, "gradients summed in the open"],
    [layout.overlapParameters === false, "parameters gathered in the open"],
    [layout.overlapExperts === true, "expert exchange behind another micro batch"],
    [order !== undefined, `placed ${order}`],
  ];
  return said.flatMap(([holds, words]) => (holds ? [words] : []));
}

function recomputeWords({ recompute, recomputeLayers }: GpuLayout): string {
  if (recompute === "none") return "nothing is recomputed";
  if (recompute === "selective") return "a part of each layer is recomputed in the backward pass";
  if (recomputeLayers === undefined) return "every layer is computed twice to save memory";
  return `${countOf(recomputeLayers, "layer")} of each stage ${recomputeLayers === 1 ? "is" : "are"} computed twice to save memory`;
}

/** What each ZeRO stage shards, each all that the one before does. */
const sharded = [
  "",
  "the optimizer's state sharded over the data ranks",
  "the optimizer's state and gradients sharded over the data ranks",
  "weights, gradients and the optimizer's state sharded over the data ranks",
] as const;

function layoutReason(layout: GpuLayout): Reason {
  const { offloadedLayers = 0, offloadedOptimizer = 0, contextParallel = 1, expertParallel = 1 } = layout;
  const parts = [
    recomputeWords(layout),
    sharded[layout.zeroStage],
    layout.overlapExperts ? "experts exchange tokens behind another micro batch's work" : "",
    offloadedLayers > 0
      ? `the activations of ${countOf(offloadedLayers, "layer")} a stage wait in the host's memory`
      : "",
    offloadedOptimizer > 0
      ? `${sharePlain(offloadedOptimizer)} of the optimizer's state lives in the host's memory`
      : "",
  ];
  const told = parts.filter((part) => part !== "").join(", ");
  const text = `${nameLayout(layout)}, ${layout.microbatches === 1 ? "1 micro batch" : `${grouped(layout.microbatches)} micro batches`} of ${layout.microbatchSize} a step; ${told}.`;
  const { tensorParallel, pipelineParallel, dataParallel, virtualPipeline, microbatchSize, microbatches } = layout;
  const degrees = { tensorParallel, pipelineParallel, dataParallel, contextParallel, expertParallel };
  return { code: "layout", text, values: { ...degrees, virtualPipeline, microbatchSize, microbatches } };
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

function barReasons(work: GpuWorkload, layout: GpuLayout, cost: StepCost): Reason[] {
  return stepBars(work, layout, cost)
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
        text: `${spell(bar.secondsExposed)} (${percent(share)}) is ${sentenceOf(bar.cause)}${hidden}.`,
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
    text: `A step takes ${spell(cost.total)} on ${countOf(work.devices, "GPU")}: ${percent(utilization)} of their ${work.dtype} peak does useful model work.`,
    values: { stepSeconds: cost.total, utilization, devices: work.devices },
  };
  return [layoutReason(layout), speed, memoryReason(work, memory), ...barReasons(work, layout, cost)];
}
