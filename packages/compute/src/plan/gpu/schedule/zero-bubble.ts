import { ends, staysOf } from "./alternating.ts";
import { both, type PipelineTimes } from "./times.ts";

/** From the last backward pass to inputs on a stage: its weights, or up to a stage before and that one's. **Unit** s. */
function finish({ first, middle, flight }: PipelineTimes, stage: number, own: number): number {
  const start = first[0]?.backward ?? 0;
  const weights = first[0]?.weight ?? 0;
  if (stage === 0) return own;
  const toFirst = (stage - 1) * (middle.backward + flight) + start + flight + weights;
  if (stage === 1) return Math.max(2 * own, toFirst);
  const toSecond = (stage - 1) * (middle.backward + flight) + 2 * middle.weight;
  const toNext = middle.backward + flight + stage * middle.weight;
  return Math.max((stage + 1) * own, toFirst, toSecond, toNext);
}

/**
 * Length of ZB-H1: as of 1F1B, but weights of as many micro batches as stages lie before a stage wait until the end.
 * Falls short of a run pass by pass by up to 2 %, where a message takes as long as a tenth of a stage's forward pass by
 * up to 4 %.
 * **Unit** s. **Source** order of passes: arXiv 2401.10241 section 2.1.
 */
export function zeroBubbleSeconds(times: PipelineTimes): number {
  const { stages: p, microbatches: m, middle, flight } = times;
  const [first, last] = ends(times);
  // Down and up again, micro batch by micro batch: the longest chain where messages take long.
  const lap = both(first) + (p - 2) * both(middle) + both(last) + 2 * (p - 1) * flight + first.weight;
  let longest = (1 + Math.floor((m - 1) / p)) * lap;
  for (const { own, stage, before, after } of staysOf(times, ({ forward }) => forward)) {
    const hops = p - 1 - stage;
    const down = after + 2 * hops * flight;
    const start = Math.max(0, down - hops * own.forward);
    const end = Math.max(0, down - hops * (own.backward + own.weight));
    const turns = m * both(own) + (m - 1 - stage) * own.weight + (m > hops + 1 ? start + end : Math.max(start, end));
    longest = Math.max(longest, before + stage * flight + turns + finish(times, stage, own.weight));
  }
  return longest;
}

/**
 * Length of ZB-V as torchtitan runs it: the longest chain stays on the first stage, which begins and ends the V and has
 * the output layer, or on the last, where the V turns. Falls short of a run pass by pass by up to 5 %.
 * **Unit** s. **Source** arXiv 2401.10241 section 6; order of passes: torch.distributed.pipelining, ScheduleZBVZeroBubble.
 */
export function foldedSeconds({ stages: p, microbatches: m, first, last, flight }: PipelineTimes): number {
  const [begin, turn] = [first[0], last[0]];
  const head = first[1];
  if (!begin || !turn || !head) throw new RangeError(`a V has two chunks a stage, received ${first.length}`);
  const hops = p - 1;
  const { forward, backward, weight } = turn;
  // Its order of passes is that of so many micro batches, those left out that there are not.
  const planned = Math.max(m, 2 * p - 1);
  const late = Math.max(0, m - 2 * p + 1);
  const untilHead = (2 * p - 1) * forward + 2 * hops * flight + m * both(head) + (m - 1) * head.weight;
  const afterHead = Math.max(
    head.weight + p * (begin.backward + begin.weight),
    (2 * p - 1) * backward + 2 * hops * flight + begin.weight,
  );
  const onFirst = untilHead + late * begin.forward + (m - p) * (begin.backward + begin.weight) + afterHead;
  const toTurn = Math.max(
    (2 * p - 1) * forward + both(head) + hops * backward + 3 * hops * flight,
    (3 * p - 1) * forward + backward + hops * flight,
  );
  const weights = Math.min(m - 1, planned - p) + Math.min(m, planned - p + 1);
  const again = hops * (forward - backward + 2 * flight) + both(head) - both(turn) + backward - weight;
  const turns = 2 * (m - p) * forward + (2 * m - 1) * backward + weights * weight + (late > 0 ? Math.max(0, again) : 0);
  const afterTurn = Math.max((2 * m - weights) * weight, hops * (backward + flight) + begin.weight);
  return Math.max(onFirst, toTurn + turns + afterTurn);
}
