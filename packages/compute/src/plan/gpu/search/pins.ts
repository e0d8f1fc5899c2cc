import type { GpuLayout } from "../../plan.ts";
import { scheduleOf } from "../pipeline.ts";
import type { GpuWorkload } from "../workload.ts";
import { nodesOf, type SearchNode } from "./node.ts";
import type { SearchSpace } from "./space.ts";

/** Fields of a layout that can be fixed by hand; what is left out is searched. */
export type PinnedLayout = Partial<
  Pick<
    GpuLayout,
    | "tensorParallel"
    | "pipelineParallel"
    | "dataParallel"
    | "contextParallel"
    | "expertParallel"
    | "microbatchSize"
    | "virtualPipeline"
    | "schedule"
    | "recompute"
    | "zeroStage"
  >
>;

const names: Readonly<Record<keyof PinnedLayout, string>> = {
  tensorParallel: "tensor",
  pipelineParallel: "pipeline",
  dataParallel: "data",
  contextParallel: "context",
  expertParallel: "expert",
  microbatchSize: "micro batch",
  virtualPipeline: "chunks a stage",
  schedule: "schedule",
  recompute: "recompute",
  zeroStage: "ZeRO",
};

/** **Returns** what is pinned, as "tensor 4, recompute full"; empty where nothing is. */
export const pinsInWords = (pinned: PinnedLayout): string =>
  (Object.keys(names) as (keyof PinnedLayout)[])
    .filter((name) => pinned[name] !== undefined)
    .map((name) => `${names[name]} ${pinned[name]}`)
    .join(", ");

const only = <Value>(pinned: Value | undefined, usual: readonly Value[]): readonly Value[] =>
  pinned === undefined ? usual : [pinned];

/** **Returns** a space of which only what agrees with the pins is left, as far as the space can say so. */
export function pinSpace(space: SearchSpace, pinned: PinnedLayout): SearchSpace {
  const { virtualPipeline, schedule, recompute } = pinned;
  const chunks = virtualPipeline === undefined ? undefined : virtualPipeline > 1 ? "interleaved" : "1f1b";
  return {
    ...space,
    tensorParallel: only(pinned.tensorParallel, space.tensorParallel),
    contextParallel: only(pinned.contextParallel, space.contextParallel),
    expertParallel: only(pinned.expertParallel, space.expertParallel),
    microbatchSizes: only(pinned.microbatchSize, space.microbatchSizes),
    zeroStages: only(pinned.zeroStage, space.zeroStages),
    schedules: only(schedule ?? chunks, space.schedules),
    recomputes: only(recompute, space.recomputes),
    chunksMax: Math.max(space.chunksMax, virtualPipeline ?? 1),
  };
}

const agrees = (layout: GpuLayout, { pipelineParallel, dataParallel }: PinnedLayout): boolean =>
  (pipelineParallel === undefined || layout.pipelineParallel === pipelineParallel) &&
  (dataParallel === undefined || layout.dataParallel === dataParallel);

/** **Returns** the nodes of a pinned space with what of them agrees with the pins. */
export const pinnedNodes = (work: GpuWorkload, space: SearchSpace, pinned: PinnedLayout): SearchNode[] =>
  nodesOf(work, space)
    .filter(({ layout }) => agrees(layout, pinned))
    .map((node) => ({
      ...node,
      schedules: node.schedules.filter(
        (turn) =>
          (pinned.virtualPipeline === undefined || turn.virtualPipeline === pinned.virtualPipeline) &&
          (pinned.schedule === undefined || scheduleOf(turn) === pinned.schedule),
      ),
      states: node.states.filter((state) => pinned.zeroStage === undefined || state.zeroStage === pinned.zeroStage),
    }))
    .filter(({ schedules, states }) => schedules.length > 0 && states.length > 0);

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
