import type { GpuLayout } from "../../plan.ts";
import { layersPerStage, scheduleOf, stageLayers } from "../pipeline.ts";
import { defaultOrder, dimensionsOf } from "../placement.ts";
import { contextParallelOf, type GpuWorkload, shardRanksOf } from "../workload.ts";
import type { ScheduleChoice, StateChoice } from "./choice.ts";
import { nodesOf, type SearchNode } from "./node.ts";
import type { SearchSpace } from "./space.ts";

/** Fields of a layout that can be fixed by hand; what is left out is searched. Micro batches follow from the batch. */
export type PinnedLayout = Partial<Omit<GpuLayout, "kind" | "microbatches">>;

const names: Readonly<Record<keyof PinnedLayout, string>> = {
  tensorParallel: "tensor",
  pipelineParallel: "pipeline",
  dataParallel: "data",
  contextParallel: "context",
  expertParallel: "expert",
  expertTensorParallel: "tensor of an expert",
  microbatchSize: "micro batch",
  virtualPipeline: "chunks a stage",
  schedule: "schedule",
  firstStageLayers: "layers of the first stage",
  lastStageLayers: "layers of the last stage",
  recompute: "recompute",
  recomputeLayers: "recomputed layers a stage",
  zeroStage: "ZeRO",
  shardRanks: "ranks of a shard group",
  offloadedLayers: "offloaded layers a stage",
  offloadedOptimizer: "share of the optimizer offloaded",
  sequenceParallel: "sequence parallelism",
  gatherAgain: "gathering inputs again",
  scatterPipeline: "messages cut over the tensor group",
  contextExchange: "context exchange",
  overlapGradients: "gradient overlap",
  overlapParameters: "parameter overlap",
  overlapExperts: "expert overlap",
  order: "placement",
};

const inWords = (value: string | number | boolean | undefined): string =>
  typeof value === "boolean" ? (value ? "on" : "off") : `${value}`;

/** **Returns** what is pinned, as "tensor 4, recompute full"; empty where nothing is. */
export const pinsInWords = (pinned: PinnedLayout): string =>
  (Object.keys(names) as (keyof PinnedLayout)[])
    .filter((name) => pinned[name] !== undefined)
    .map((name) => `${names[name]} ${inWords(pinned[name])}`)
    .join(", ");

/** Parts that a layout leaves out where they are as usual. */
const unusual = [
  "schedule",
  "firstStageLayers",
  "lastStageLayers",
  "recomputeLayers",
  "shardRanks",
  "offloadedLayers",
  "offloadedOptimizer",
  "expertTensorParallel",
  "gatherAgain",
  "scatterPipeline",
  "contextExchange",
  "overlapGradients",
  "overlapParameters",
  "order",
] as const satisfies readonly (keyof PinnedLayout)[];

/** What a layout leaves unsaid although it is one thing and no other: all layers, all ranks, tokens in the open. */
function unsaid(layout: GpuLayout, layers: number): PinnedLayout {
  const { recompute, expertParallel = 1, tensorParallel, sequenceParallel, pipelineParallel, zeroStage } = layout;
  const { first, last } = stageLayers(layers, layout);
  return {
    ...(layers % pipelineParallel === 0 ? {} : { firstStageLayers: first, lastStageLayers: last }),
    ...(zeroStage === 3 ? { shardRanks: shardRanksOf(layout) } : {}),
    ...(recompute === "full" ? { recomputeLayers: layersPerStage(layers, layout) } : {}),
    ...(expertParallel > 1 ? { overlapExperts: layout.overlapExperts ?? false } : {}),
    ...(tensorParallel > 1 && !sequenceParallel ? { sequenceParallel } : {}),
  };
}

/** **Returns** a layout of a model of so many layers as pins: the usual search held to them finds it, and no faster one. */
export function pinsOf(layout: GpuLayout, layers: number): PinnedLayout {
  const said = unusual.flatMap((name) =>
    layout[name] === undefined || layout[name] === 0 ? [] : [[name, layout[name]]],
  );
  return {
    tensorParallel: layout.tensorParallel,
    pipelineParallel: layout.pipelineParallel,
    dataParallel: layout.dataParallel,
    contextParallel: layout.contextParallel ?? 1,
    expertParallel: layout.expertParallel ?? 1,
    microbatchSize: layout.microbatchSize,
    virtualPipeline: layout.virtualPipeline,
    recompute: layout.recompute,
    zeroStage: layout.zeroStage,
    ...unsaid(layout, layers),
    ...(Object.fromEntries(said) as PinnedLayout),
  };
}

const only = <Value>(pinned: Value | undefined, usual: readonly Value[]): readonly Value[] =>
  pinned === undefined ? usual : [pinned];

/** What a pin of one part says of another: layers are recomputed in full, shard groups are ZeRO 3's. */
function implied(pinned: PinnedLayout): PinnedLayout {
  return {
    ...(pinned.recomputeLayers === undefined ? {} : { recompute: "full" as const }),
    ...(pinned.shardRanks === undefined ? {} : { zeroStage: 3 as const }),
    ...(pinned.gatherAgain === false ? { sequenceParallel: true } : {}),
    ...pinned,
  };
}

/** **Throws** RangeError for a placement that is none. */
function ordersOf({ order }: PinnedLayout, space: SearchSpace): SearchSpace["orders"] {
  if (order === undefined) return space.orders;
  if (dimensionsOf(order) === undefined) {
    throw new RangeError(
      `a placement names tensor, context, expert, data and pipeline once each, joined by hyphens, innermost first; received "${order}"`,
    );
  }
  return [order === defaultOrder ? undefined : order];
}

function schedulesOf({ schedule, virtualPipeline }: PinnedLayout, space: SearchSpace): SearchSpace["schedules"] {
  const chunks = virtualPipeline === undefined ? undefined : virtualPipeline > 1 ? "interleaved" : "1f1b";
  return only(schedule ?? chunks, space.schedules);
}

/** **Returns** a space of which only what agrees with the pins is left, as far as the space can say so. */
export function pinSpace(space: SearchSpace, pins: PinnedLayout): SearchSpace {
  const pinned = implied(pins);
  const { firstStageLayers, lastStageLayers } = pinned;
  return {
    ...space,
    tensorParallel: only(pinned.tensorParallel, space.tensorParallel),
    contextParallel: only(pinned.contextParallel, space.contextParallel),
    expertParallel: only(pinned.expertParallel, space.expertParallel),
    expertTensorParallel: only(pinned.expertTensorParallel, space.expertTensorParallel),
    microbatchSizes: only(pinned.microbatchSize, space.microbatchSizes),
    zeroStages: only(pinned.zeroStage, space.zeroStages),
    shardRanks: only(pinned.shardRanks, space.shardRanks),
    schedules: schedulesOf(pinned, space),
    recomputes: only(pinned.recompute, space.recomputes),
    perLayer: pinned.recomputeLayers ?? space.perLayer,
    offloadedLayers: pinned.offloadedLayers ?? space.offloadedLayers,
    offloadedOptimizer: only(pinned.offloadedOptimizer, space.offloadedOptimizer),
    sequenceParallel: only(pinned.sequenceParallel, space.sequenceParallel),
    gatherAgain: only(pinned.gatherAgain, space.gatherAgain),
    scatterPipeline: only(pinned.scatterPipeline, space.scatterPipeline),
    contextExchanges: only(pinned.contextExchange, space.contextExchanges),
    overlapGradients: only(pinned.overlapGradients, space.overlapGradients),
    overlapParameters: only(pinned.overlapParameters, space.overlapParameters),
    overlapExperts: only(pinned.overlapExperts, space.overlapExperts),
    orders: ordersOf(pinned, space),
    chunksMax: Math.max(space.chunksMax, pinned.virtualPipeline ?? 1),
    ends: { firstStageLayers, lastStageLayers },
  };
}

const holds = <Value>(pinned: Value | undefined, found: Value): boolean => pinned === undefined || pinned === found;

/** Whether a node is what was pinned. What a single rank has no use for (an overlap, a scattered message) holds of it. */
const agrees = (layout: GpuLayout, pinned: PinnedLayout): boolean =>
  holds(pinned.pipelineParallel, layout.pipelineParallel) &&
  holds(pinned.dataParallel, layout.dataParallel) &&
  holds(pinned.expertParallel, layout.expertParallel ?? 1) &&
  holds(pinned.expertTensorParallel, layout.expertTensorParallel ?? 1) &&
  holds(pinned.sequenceParallel, layout.sequenceParallel) &&
  holds(pinned.gatherAgain, layout.gatherAgain ?? true) &&
  (pinned.contextExchange === undefined || contextParallelOf(layout) > 1);

function turnAgrees(turn: ScheduleChoice, { chunksAlike }: SearchSpace, pinned: PinnedLayout): boolean {
  const { offloadedLayers = 0, recomputeLayers = 1 } = pinned;
  if (chunksAlike && pinned.recomputeLayers !== undefined && recomputeLayers % turn.virtualPipeline !== 0) return false;
  return (
    holds(pinned.virtualPipeline, turn.virtualPipeline) &&
    holds(pinned.schedule, scheduleOf(turn)) &&
    Math.max(offloadedLayers, recomputeLayers) <= turn.perStage
  );
}

/** Shards over all replicas are what a group of that size would be. */
function stateAgrees({ zeroStage, shardRanks }: StateChoice, replicas: number, pinned: PinnedLayout): boolean {
  const group = zeroStage === 3 ? (shardRanks ?? replicas) : undefined;
  return holds(pinned.zeroStage, zeroStage) && (pinned.shardRanks === undefined || pinned.shardRanks === group);
}

/** Whether pins contradict each other: a number of recomputed layers where not all of a layer is recomputed. */
const contradicts = ({ recompute, recomputeLayers }: PinnedLayout): boolean =>
  recomputeLayers !== undefined && recompute !== "full";

/** **Returns** the nodes of a pinned space with what of them agrees with the pins. */
export function pinnedNodes(work: GpuWorkload, space: SearchSpace, pins: PinnedLayout): SearchNode[] {
  const pinned = implied(pins);
  if (contradicts(pinned)) return [];
  return nodesOf(work, space)
    .filter(({ layout }) => agrees(layout, pinned))
    .map((node) => ({
      ...node,
      schedules: node.schedules.filter((turn) => turnAgrees(turn, space, pinned)),
      states: node.states.filter((state) => stateAgrees(state, shardRanksOf(node.layout), pinned)),
    }))
    .filter(({ schedules, states }) => schedules.length > 0 && states.length > 0);
}

/**
 * **Returns** the pins as they hold on another number of devices: where every degree is pinned these fix that number, so
 * the data ranks follow it instead.
 */
export function pinsAt(pinned: PinnedLayout, devices: number): PinnedLayout {
  const { dataParallel, ...rest } = pinned;
  const { tensorParallel, pipelineParallel, contextParallel } = rest;
  const ranks = [tensorParallel, pipelineParallel, contextParallel, dataParallel].reduce<number>(
    // One that is not pinned makes the product NaN: there is room for any number.
    (product, degree) => product * (degree ?? Number.NaN),
    1,
  );
  return Number.isNaN(ranks) || ranks === devices ? pinned : rest;
}
