import type { GpuLayout } from "../../plan.ts";
import { recomputePass } from "../layer.ts";
import { type Known, knownCost, stepCost, type StepCost } from "../step.ts";
import type { GpuWorkload } from "../workload.ts";

const exchanges = [undefined, "ring", "gather"] as const;
/** More than any degree: so many numbers have room in one without rounding. */
const room = 2 ** 16;

/** Sizes that decide the cost of a layer, but for what is computed twice, as one number. */
const sizesOf = ({ tensorParallel, contextParallel = 1, microbatchSize }: GpuLayout): number =>
  (microbatchSize * room + contextParallel) * room + tensorParallel;

/** Expert degrees and ways of exchange, as one number. */
function waysOf(layout: GpuLayout): number {
  const { expertParallel = 1, expertTensorParallel = 1 } = layout;
  const gathers = layout.gatherAgain === false ? 1 : 0;
  const overlaps = layout.overlapExperts ? 1 : 0;
  const ways =
    exchanges.indexOf(layout.contextExchange) * 8 + overlaps * 4 + gathers * 2 + (layout.sequenceParallel ? 1 : 0);
  return (ways * room + expertTensorParallel) * room + expertParallel;
}

/** Away from the usual order, groups lie further apart the more stages and replicas are inside them. */
const placeOf = (layout: GpuLayout): string =>
  layout.order === undefined ? "" : `${layout.order},${layout.pipelineParallel},${layout.dataParallel}`;

/** **Returns** what is kept under a key, made on first asking. */
function keptIn<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const fresh = make();
  map.set(key, fresh);
  return fresh;
}

/** **Returns** the cost of a node's layer, computed once for all layouts that share it. */
export function layerMemo(work: GpuWorkload): (layout: GpuLayout) => Known {
  const places = new Map<string, Map<number, Map<number, Known>>>();
  return (layout) => {
    // A search asks for thousands: maps of numbers are several times as fast as one of texts.
    const sizes = keptIn(places, placeOf(layout), () => new Map<number, Map<number, Known>>());
    const ways = keptIn(sizes, sizesOf(layout), () => new Map<number, Known>());
    const plain = () => knownCost(work, { ...layout, recompute: "none", recomputeLayers: undefined });
    return keptIn(ways, waysOf(layout), plain);
  };
}

/** **Returns** the time of a layout whose layer is known without recompute. */
export function timeOf(work: GpuWorkload, layout: GpuLayout, base: Known): StepCost {
  if (layout.recompute === "none") return stepCost(work, layout, base);
  const { forward, backward } = base.layer;
  const layer = { forward, backward, recompute: recomputePass(work, layout, forward) };
  return stepCost(work, layout, { layer, logits: base.logits });
}
