import type { Reason } from "../plan.ts";
import { checkLayout } from "./check-layout.ts";
import type { PinnedLayout } from "./search/pins.ts";
import type { GpuWorkload } from "./workload.ts";

/**
 * Rules that pins can break whatever else is searched, and the pins that have to be there: of an unpinned pipeline or
 * tensor group another degree might do.
 */
const decidedBy: Readonly<Record<string, readonly (keyof PinnedLayout)[]>> = {
  "layout.tensor": ["tensorParallel"],
  "layout.sequence-parallel": ["tensorParallel", "sequenceParallel"],
  "layout.context": ["contextParallel"],
  "layout.expert": ["expertParallel"],
  "layout.stages": ["pipelineParallel"],
  "layout.schedule": ["pipelineParallel", "virtualPipeline"],
  "layout.recompute-layers": ["recomputeLayers"],
  "layout.overlap-experts": ["overlapExperts", "pipelineParallel"],
  "layout.zero": ["zeroStage", "pipelineParallel"],
  "layout.shard-ranks": ["shardRanks"],
  "layout.offload": ["offloadedLayers"],
};

/**
 * **Returns** the rule that pins break by themselves, with the values received; undefined where they break none, or none
 * that another choice of what is open would not mend.
 */
export function brokenPin(work: GpuWorkload, pinned: PinnedLayout): Reason | undefined {
  const { tensorParallel = 1, pipelineParallel = 1, contextParallel = 1, microbatchSize = 1 } = pinned;
  const { dataParallel = work.devices / (tensorParallel * pipelineParallel * contextParallel) } = pinned;
  const reason = checkLayout(work, {
    recompute: pinned.recomputeLayers === undefined ? "none" : "full",
    zeroStage: pinned.shardRanks === undefined ? 0 : 3,
    sequenceParallel: false,
    virtualPipeline: 1,
    ...pinned,
    kind: "gpu",
    tensorParallel,
    pipelineParallel,
    contextParallel,
    dataParallel,
    microbatchSize,
    microbatches: work.globalBatchSize / (dataParallel * microbatchSize),
  });
  const needed = reason && decidedBy[reason.code];
  return needed?.every((name) => pinned[name] !== undefined) ? reason : undefined;
}
