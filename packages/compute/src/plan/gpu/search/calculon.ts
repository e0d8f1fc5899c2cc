import type { GpuWorkload } from "../workload.ts";
import { defaultOrder } from "../placement.ts";
import type { ScheduleChoice, StateChoice } from "./choice.ts";
import { nodeLayout, type SearchNode } from "./node.ts";
import { defaultSpace, divisorsOf, type SearchSpace } from "./space.ts";

/** The space of Calculon's search in our own terms, so that both can be run on one case. */
export interface CalculonSpace {
  /** Candidates that its enumeration names, those included whose groups its networks cannot hold. */
  readonly candidates: number;
  /** The candidates whose groups lie on a network that holds them. */
  readonly nodes: readonly SearchNode[];
  readonly space: SearchSpace;
}

interface Ranks {
  readonly t: number;
  readonly p: number;
  readonly d: number;
}

/** Ways of tensor-parallel exchange: plain sums, sums that scatter what passes between stages, sequence parallelism. */
const exchanges = [
  { sequenceParallel: false, scatterPipeline: false, gatherAgain: true, recomputes: ["none", "selective", "full"] },
  { sequenceParallel: false, scatterPipeline: true, gatherAgain: true, recomputes: ["none", "selective", "full"] },
  { sequenceParallel: true, scatterPipeline: true, gatherAgain: false, recomputes: ["none", "selective", "full"] },
  { sequenceParallel: true, scatterPipeline: true, gatherAgain: true, recomputes: ["none", "selective"] },
] as const;

const divides = (part: number, whole: number) => whole % part === 0;

function ranksOf({ model, devices }: GpuWorkload, batchMax: number): Ranks[] {
  const found: Ranks[] = [];
  for (const t of divisorsOf(devices)) {
    if (!divides(t, model.hidden) || !divides(t, model.heads)) continue;
    // Stages are taken from the divisors of the smaller of ranks and layers, as there.
    for (const p of divisorsOf(Math.min(devices / t, model.layers))) {
      const d = devices / t / p;
      if (Number.isInteger(d) && divides(p, model.layers) && d <= batchMax) found.push({ t, p, d });
    }
  }
  return found;
}

const sizes = ({ t, p, d }: Ranks) => ({ tensor: t, data: d, pipeline: p });
type Placed = keyof ReturnType<typeof sizes>;

/** Each group of more than one rank inside NVLink domains or across them: which of them are inside. */
function insides(ranks: Ranks): Placed[][] {
  const wide = (Object.entries(sizes(ranks)) as [Placed, number][]).filter(([, size]) => size > 1);
  return wide.reduce<Placed[][]>((sets, [name]) => [...sets, ...sets.map((set) => [...set, name])], [[]]);
}

/** The placement that puts some groups inside; undefined when they do not fill a domain evenly. */
function orderOf({ machine }: GpuWorkload, ranks: Ranks, inside: readonly Placed[]): string | undefined {
  const filled = inside.reduce((product, name) => product * sizes(ranks)[name], 1);
  if (!divides(filled, machine.linkDomain)) return undefined;
  const rest = defaultOrder.split("-").filter((name) => !inside.some((placed) => placed === name));
  return [...inside, ...rest].join("-");
}

function chunkChoices(layers: number, p: number): ScheduleChoice[] {
  const perStage = layers / p;
  const even = { schedule: undefined, firstStageLayers: undefined, lastStageLayers: undefined, perStage };
  return (p === 1 ? [1] : divisorsOf(perStage)).map((virtualPipeline) => ({ ...even, virtualPipeline }));
}

function stateChoices(d: number): StateChoice[] {
  const same = {
    shardRanks: undefined,
    offloadedOptimizer: undefined,
    overlapGradients: undefined,
    overlapParameters: undefined,
  };
  const plain: StateChoice = { ...same, zeroStage: 0 };
  return d > 1 ? [{ ...same, zeroStage: 1 }, plain] : [plain];
}

/**
 * Enumerates what Calculon's `llm-optimal-execution` does without offload and overlaps: degrees, chunks, micro batches,
 * recompute, sharded optimizer, kind of exchange, and for each group whether it lies inside NVLink domains.
 * **Source** calculon-ai/calculon at caa4b11; the enumeration is our own, held to its counts by a test.
 */
export function calculonSpace(work: GpuWorkload, batchMax: number): CalculonSpace {
  const nodes: SearchNode[] = [];
  let candidates = 0;
  for (const ranks of ranksOf(work, batchMax)) {
    const { t, p, d } = ranks;
    const perRank = Math.floor(batchMax / d);
    const schedules = chunkChoices(work.model.layers, p);
    const states = stateChoices(d);
    const sets = insides(ranks);
    const orders = sets.map((inside) => orderOf(work, ranks, inside)).filter((order) => order !== undefined);
    for (const size of divisorsOf(perRank)) {
      if (!divides(t, size * work.sequenceLength)) continue;
      for (const { recomputes, ...exchange } of exchanges) {
        candidates += sets.length * schedules.length * states.length * recomputes.length;
        for (const order of orders) {
          const batch = { size, count: perRank / size };
          const way = { ...exchange, contextExchange: undefined, order: order === defaultOrder ? undefined : order };
          const layout = nodeLayout({ t, p, d, c: 1, e: 1, cut: 1 }, batch, way);
          const bare = { layout, schedules, states, recomputes };
          nodes.push({ ...bare, family: { leanest: bare, mayFit: new Map() } });
        }
      }
    }
  }
  return { candidates, nodes, space: { ...defaultSpace(work), perLayer: false } };
}
