import type { GpuLayout } from "../../plan.ts";
import { recomputePass } from "../layer.ts";
import { type Known, knownCost, stepCost, type StepCost } from "../step.ts";
import type { GpuWorkload } from "../workload.ts";

/** Fields that decide the cost of a layer, but for what is computed twice. */
function keyOf(layout: GpuLayout): string {
  const { tensorParallel: t, contextParallel: c, expertParallel: e, expertTensorParallel: cut } = layout;
  const degrees = `${t},${c},${e},${cut},${layout.microbatchSize}`;
  const ways = `${layout.sequenceParallel},${layout.gatherAgain},${layout.contextExchange},${layout.overlapExperts}`;
  // Away from the usual order, groups lie further apart the more stages and replicas are inside them.
  const place = layout.order === undefined ? "" : `${layout.order},${layout.pipelineParallel},${layout.dataParallel}`;
  return `${degrees},${ways},${place}`;
}

/** **Returns** the cost of a node's layer, computed once for all layouts that share it. */
export function layerMemo(work: GpuWorkload): (layout: GpuLayout) => Known {
  const known = new Map<string, Known>();
  return (layout) => {
    const key = keyOf(layout);
    const found = known.get(key);
    if (found) return found;
    const fresh = knownCost(work, { ...layout, recompute: "none", recomputeLayers: undefined });
    known.set(key, fresh);
    return fresh;
  };
}

/** **Returns** the time of a layout whose layer is known without recompute. */
export function timeOf(work: GpuWorkload, layout: GpuLayout, base: Known): StepCost {
  if (layout.recompute === "none") return stepCost(work, layout, base);
  const { forward, backward } = base.layer;
  const layer = { forward, backward, recompute: recomputePass(work, layout, forward) };
  return stepCost(work, layout, { layer, logits: base.logits });
}
