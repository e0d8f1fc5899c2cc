import { layersPerStage, scheduleOf, stageLayers } from "../gpu/pipeline.ts";
import { type PinnedLayout, pinsInWords } from "../gpu/search/pins.ts";
import { usualParts } from "../gpu/usual-parts.ts";
import { contextParallelOf, expertParallelOf, replicasOf, shardRanksOf } from "../gpu/workload.ts";
import type { GpuLayout } from "../plan.ts";

type Name = keyof PinnedLayout;
type Value = (layout: GpuLayout, layers: number) => unknown;

/** Fields that follow from others where a layout leaves them out; undefined where it has no such thing at all. */
const following: Partial<Record<Name, Value>> = {
  schedule: scheduleOf,
  firstStageLayers: (layout, layers) => stageLayers(layers, layout).first,
  lastStageLayers: (layout, layers) => stageLayers(layers, layout).last,
  recomputeLayers: (layout, layers) =>
    layout.recompute === "full" ? (layout.recomputeLayers ?? layersPerStage(layers, layout)) : undefined,
  shardRanks: (layout) => (layout.zeroStage === 3 ? shardRanksOf(layout) : undefined),
  contextExchange: (layout) => (contextParallelOf(layout) > 1 ? (layout.contextExchange ?? "ring") : undefined),
};

/** Fields that a layout may have no use for: whatever is fixed of them holds of it. */
const idle: Partial<Record<Name, (layout: GpuLayout) => boolean>> = {
  overlapGradients: (layout) => replicasOf(layout) === 1,
  overlapParameters: (layout) => replicasOf(layout) === 1 || layout.zeroStage === 0,
  overlapExperts: (layout) => expertParallelOf(layout) === 1,
  scatterPipeline: (layout) => layout.tensorParallel === 1 || layout.pipelineParallel === 1,
};

const usual: PinnedLayout = usualParts;

function valueOf(layout: GpuLayout, name: Name, layers: number): unknown {
  const follows = following[name];
  return follows ? follows(layout, layers) : (layout[name] ?? usual[name]);
}

/** **Returns** what of the pins a layout of a model of so many layers does not keep; no field of it where it keeps all. */
export function letGo(pinned: PinnedLayout, layout: GpuLayout, layers: number): PinnedLayout {
  const names = (Object.keys(pinned) as Name[]).filter((name) => pinned[name] !== undefined);
  const gone = names.filter((name) => valueOf(layout, name, layers) !== pinned[name] && !idle[name]?.(layout));
  return Object.fromEntries(gone.map((name) => [name, pinned[name]]));
}

/** **Returns** the pins that a layout lets go, as "tensor 4, recompute full"; empty where there are none. */
export const letGoInWords = (pinned: PinnedLayout, layout: GpuLayout, layers: number): string =>
  pinsInWords(letGo(pinned, layout, layers));

/** **Returns** whether a layout agrees with every pin. */
export const keepsPins = (pinned: PinnedLayout, layout: GpuLayout, layers: number): boolean =>
  Object.keys(letGo(pinned, layout, layers)).length === 0;
