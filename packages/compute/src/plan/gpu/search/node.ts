import type { GpuLayout } from "../../plan.ts";
import { cutsEvenly, mayOverlapExperts, slicesEvenly } from "../check-layout.ts";
import type { GpuWorkload } from "../workload.ts";
import { type ScheduleChoice, scheduleChoices, type StateChoice, stateChoices } from "./choice.ts";
import { mayHold, type SequenceBytes, sequenceBytes } from "./may-hold.ts";
import type { SearchSpace } from "./space.ts";

/** Nodes that differ in the micro batch and in what hides expert exchange alone, and the one that holds least of them. */
export interface NodeFamily {
  readonly leanest: Omit<SearchNode, "family">;
  /** Whether any layout of the leanest may fit, by sharding, as far as it was asked. */
  readonly mayFit: Map<StateChoice, boolean>;
}

/** An arrangement of ranks and batch with everything that decides the cost of one layer, and what is still open. */
export interface SearchNode {
  /** One chunk a stage, nothing sharded, nothing recomputed: the least time of all that this node holds. */
  readonly layout: GpuLayout;
  readonly schedules: readonly ScheduleChoice[];
  readonly states: readonly StateChoice[];
  readonly recomputes: SearchSpace["recomputes"];
  readonly family: NodeFamily;
}

interface Ranks {
  readonly t: number;
  readonly c: number;
  readonly p: number;
  readonly d: number;
}

const divides = (part: number, whole: number) => whole % part === 0;

const tensorDegrees = ({ model, devices }: GpuWorkload, space: SearchSpace): number[] =>
  space.tensorParallel.filter((t) => divides(t, devices) && cutsEvenly(model, t));

const contextDegrees = (work: GpuWorkload, space: SearchSpace): number[] =>
  space.contextParallel.filter((c) => c === 1 || slicesEvenly(work, c));

function* ranksOf(work: GpuWorkload, space: SearchSpace): Generator<Ranks> {
  const { devices, globalBatchSize } = work;
  for (const t of tensorDegrees(work, space)) {
    for (const c of contextDegrees(work, space)) {
      if (!divides(t * c, devices)) continue;
      const rest = devices / t / c;
      for (let p = 1; p <= Math.min(space.pipelineParallelMax, rest); p++) {
        if (divides(p, rest) && divides(rest / p, globalBatchSize)) yield { t, c, p, d: rest / p };
      }
    }
  }
}

/**
 * Expert degrees with the degree that cuts each expert, which may be finer than that of the other matrices: Megatron Core
 * asks that both divide the ranks of a stage, core/parallel_state.py.
 */
function expertDegrees({ model }: GpuWorkload, space: SearchSpace, { t, c, d }: Ranks): [number, number][] {
  const { experts } = model;
  if (!experts) return [[1, 1]];
  const pairs: [number, number][] = [];
  for (const cut of space.expertTensorParallel) {
    if (!divides(cut, experts.feedForward)) continue;
    for (const e of space.expertParallel) {
      if (divides(e, experts.count) && divides(e * cut, t * c * d)) pairs.push([e, cut]);
    }
  }
  return pairs;
}

type Exchange = Pick<GpuLayout, "sequenceParallel" | "gatherAgain" | "scatterPipeline" | "contextExchange" | "order">;

/** Ways to exchange what a layer needs; a choice that changes nothing for these ranks is offered once. */
function exchanges({ sequenceLength }: GpuWorkload, space: SearchSpace, { t, c, p }: Ranks): Exchange[] {
  const found: Exchange[] = [];
  const cuts = t > 1 && divides(t, sequenceLength / c);
  for (const order of space.orders) {
    for (const contextExchange of c > 1 ? space.contextExchanges : [undefined]) {
      for (const scatterPipeline of t > 1 && p > 1 ? space.scatterPipeline : [true]) {
        for (const sequenceParallel of cuts ? space.sequenceParallel : [false]) {
          for (const gatherAgain of sequenceParallel ? space.gatherAgain : [true]) {
            found.push({ order, contextExchange, scatterPipeline, sequenceParallel, gatherAgain });
          }
        }
      }
    }
  }
  return found;
}

/** Sequences of a micro batch, and how many of them a rank works on in a step. */
interface Batch {
  readonly size: number;
  readonly count: number;
}

/** **Returns** the layout of a node: every field is named, so that all layouts of a search are alike to the machine. */
export function nodeLayout(
  ranks: Ranks & { readonly e: number; readonly cut: number },
  batch: Batch,
  exchange: Exchange,
): GpuLayout {
  return {
    kind: "gpu",
    tensorParallel: ranks.t,
    pipelineParallel: ranks.p,
    dataParallel: ranks.d,
    virtualPipeline: 1,
    schedule: undefined,
    firstStageLayers: undefined,
    lastStageLayers: undefined,
    microbatchSize: batch.size,
    microbatches: batch.count,
    recompute: "none",
    recomputeLayers: undefined,
    zeroStage: 0,
    sequenceParallel: exchange.sequenceParallel,
    gatherAgain: exchange.gatherAgain === false ? false : undefined,
    scatterPipeline: exchange.scatterPipeline === false ? false : undefined,
    offloadedLayers: undefined,
    offloadedOptimizer: undefined,
    shardRanks: undefined,
    contextParallel: ranks.c === 1 ? undefined : ranks.c,
    contextExchange: exchange.contextExchange === "gather" ? "gather" : undefined,
    expertParallel: ranks.e === 1 ? undefined : ranks.e,
    expertTensorParallel: ranks.cut === 1 ? undefined : ranks.cut,
    overlapGradients: undefined,
    overlapParameters: undefined,
    overlapExperts: undefined,
    order: exchange.order,
  };
}

/** A node as it is, and with its expert exchange behind another micro batch under the schedules that allow it. */
function overlaps(work: GpuWorkload, space: SearchSpace, node: SearchNode): SearchNode[] {
  if (node.layout.expertParallel === undefined) return [node];
  return space.overlapExperts.flatMap((overlapExperts): SearchNode[] => {
    if (!overlapExperts) return [node];
    const layout = { ...node.layout, overlapExperts };
    const schedules = node.schedules.filter((turn) => mayOverlapExperts(work, { ...layout, ...turn }));
    const [turn] = schedules;
    const may = (part: Partial<GpuLayout>) =>
      turn !== undefined && mayOverlapExperts(work, { ...layout, ...turn, ...part });
    const recomputes = node.recomputes.filter((recompute) => may({ recompute }));
    const states = node.states.filter(({ zeroStage }) => may({ zeroStage }));
    if (recomputes.length === 0 || states.length === 0) return [];
    return [{ layout, schedules, states, recomputes, family: node.family }];
  });
}

interface Arrangement {
  readonly ranks: Ranks;
  readonly e: number;
  readonly cut: number;
  readonly way: Exchange;
}

/** Everything but the batch, in the order in which nodes are named. */
function arrangementsOf(work: GpuWorkload, space: SearchSpace, ranks: Ranks): Arrangement[] {
  const ways = exchanges(work, space, ranks);
  return expertDegrees(work, space, ranks).flatMap(([e, cut]) => ways.map((way) => ({ ranks, e, cut, way })));
}

/** Asks of an arrangement and a batch whether a rank may hold its micro batches; of each way to exchange it counts once. */
function holder(work: GpuWorkload, space: SearchSpace, ranks: Ranks) {
  const known = new Map<Exchange, SequenceBytes>();
  return (way: Exchange, batch: Batch): boolean => {
    const found = known.get(way);
    const each =
      found ?? sequenceBytes(work, space, nodeLayout({ ...ranks, e: 1, cut: 1 }, { size: 1, count: 1 }, way));
    if (!found) known.set(way, each);
    return mayHold(work, space, { stages: ranks.p, ...batch }, each);
  };
}

/**
 * **Returns** the nodes of a space: together they hold each of its legal layouts once, but for those whose micro batch
 * no rank can hold.
 */
export function nodesOf(work: GpuWorkload, space: SearchSpace): SearchNode[] {
  const nodes: SearchNode[] = [];
  for (const ranks of ranksOf(work, space)) {
    const states = stateChoices(work, space, ranks);
    const arrangements = arrangementsOf(work, space, ranks);
    const families: NodeFamily[] = [];
    const holds = holder(work, space, ranks);
    const perRank = work.globalBatchSize / ranks.d;
    for (const size of space.microbatchSizes) {
      if (!divides(size, perRank)) continue;
      const batch = { size, count: perRank / size };
      // The smallest stays, for a refusal says what the leanest layout needs.
      const held = arrangements.map(({ way }, index) => families[index] === undefined || holds(way, batch));
      if (!held.includes(true)) break;
      const schedules = scheduleChoices(work, space, ranks.p, batch.count);
      if (schedules.length === 0) continue;
      for (const [index, { e, cut, way }] of arrangements.entries()) {
        if (!held[index]) continue;
        const bare = {
          layout: nodeLayout({ ...ranks, e, cut }, batch, way),
          schedules,
          states,
          recomputes: space.recomputes,
        };
        // Sizes ascend, so the first is the leanest.
        const family = (families[index] ??= { leanest: bare, mayFit: new Map() });
        nodes.push(...overlaps(work, space, { ...bare, family }));
      }
    }
  }
  return nodes;
}
