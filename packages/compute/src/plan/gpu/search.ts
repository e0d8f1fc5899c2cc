import type { ModelShape } from "../../model/shape.ts";
import type { GpuLayout } from "../plan.ts";
import type { Evaluation } from "./evaluate.ts";
import { rankMemory } from "./memory.ts";
import { type Known, knownCost, stepCost } from "./step.ts";
import type { GpuWorkload } from "./workload.ts";

/** What a search found: the fastest layout that fits, and the leanest for a refusal. */
export interface SearchResult {
  readonly best: Evaluation | undefined;
  readonly leanest: { readonly layout: GpuLayout; readonly bytes: number } | undefined;
  readonly considered: number;
}

/** Share of memory that a plan may fill: the rest covers the memory model's own error of about 5%. */
export const planningShare = 0.94;

const microbatchSizes = [1, 2, 4, 8, 16, 32] as const;
const recomputes = ["none", "selective", "full"] as const;

const divides = (part: number, whole: number) => whole % part === 0;

function tensorDegrees(work: GpuWorkload): number[] {
  const { model, machine, devices } = work;
  return [1, 2, 4, 8].filter(
    (t) =>
      t <= Math.min(machine.linkDomain, machine.devicesPerNode) &&
      divides(t, devices) &&
      divides(t, model.heads) &&
      divides(t, model.keyValueHeads) &&
      divides(t, model.feedForward),
  );
}

function pipelineDegrees(model: ModelShape, ranks: number): number[] {
  const degrees: number[] = [];
  for (let p = 1; p <= Math.min(model.layers, ranks); p++) {
    // A stage more than the layers can fill would idle.
    const filled = Math.ceil(model.layers / Math.ceil(model.layers / p));
    if (divides(p, ranks) && filled === p) degrees.push(p);
  }
  return degrees;
}

/** Chunks a stage: they need whole layers and as many micro batches as stages, or a multiple. */
function chunkCounts(model: ModelShape, p: number, microbatches: number): number[] {
  if (p === 1 || !divides(p, model.layers) || !divides(p, microbatches)) return [1];
  const perStage = model.layers / p;
  const counts: number[] = [];
  for (let v = 1; v <= Math.min(perStage, 12); v++) if (divides(v, perStage)) counts.push(v);
  return counts;
}

/** **Returns** every arrangement of ranks and batch, before recompute is chosen. */
export function* arrangements(work: GpuWorkload): Generator<GpuLayout> {
  const { model, devices, globalBatchSize } = work;
  for (const tensorParallel of tensorDegrees(work)) {
    for (const pipelineParallel of pipelineDegrees(model, devices / tensorParallel)) {
      const dataParallel = devices / tensorParallel / pipelineParallel;
      if (!divides(dataParallel, globalBatchSize)) continue;
      const perRank = globalBatchSize / dataParallel;
      for (const microbatchSize of microbatchSizes) {
        if (!divides(microbatchSize, perRank)) continue;
        const microbatches = perRank / microbatchSize;
        for (const virtualPipeline of chunkCounts(model, pipelineParallel, microbatches)) {
          yield {
            kind: "gpu",
            tensorParallel,
            pipelineParallel,
            dataParallel,
            virtualPipeline,
            microbatchSize,
            microbatches,
            recompute: "none",
            zeroStage: dataParallel > 1 ? 1 : 0,
            sequenceParallel: tensorParallel > 1,
          };
        }
      }
    }
  }
}

/**
 * The fastest layout that fits. Recomputing more is never faster, so each arrangement takes the least that fits: the
 * optimum over the whole space.
 * **Cost** one memory evaluation a candidate, one of time for each that fits.
 */
export function searchLayouts(work: GpuWorkload): SearchResult {
  const layers = new Map<string, Known>();
  const layerOf = (layout: GpuLayout): Known => {
    const key = `${layout.tensorParallel}/${layout.microbatchSize}/${layout.recompute}`;
    const known = layers.get(key);
    if (known) return known;
    const cost = knownCost(work, layout);
    layers.set(key, cost);
    return cost;
  };
  let best: Evaluation | undefined;
  let leanest: SearchResult["leanest"];
  let considered = 0;
  for (const arrangement of arrangements(work)) {
    for (const recompute of recomputes) {
      considered++;
      const layout: GpuLayout = { ...arrangement, recompute };
      const memory = rankMemory(work, layout);
      if (!leanest || memory.total < leanest.bytes) leanest = { layout, bytes: memory.total };
      if (memory.total > work.machine.memory * planningShare) continue;
      const cost = stepCost(work, layout, layerOf(layout));
      if (!best || cost.total < best.cost.total) best = { layout, cost, memory };
      break;
    }
  }
  return { best, leanest, considered };
}
