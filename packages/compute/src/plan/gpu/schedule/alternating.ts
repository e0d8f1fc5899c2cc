import { both, type PassTimes, type PipelineTimes } from "./times.ts";

/** A stage on which the longest chain of passes may stay, with what it passes before it gets there and beyond. */
interface Stay {
  readonly own: PassTimes;
  readonly stage: number;
  /** Passes of the stages before, and of those after. **Unit** s. */
  readonly before: number;
  readonly after: number;
}

/** The stages that decide: the ends, and of those between, which are alike, the ones next to the ends. */
export function staysOf(times: PipelineTimes, of: (passes: PassTimes) => number = both): Stay[] {
  const { stages: p, middle } = times;
  const [first, last] = ends(times);
  const between = p - 2;
  const stays: Stay[] = [
    { own: first, stage: 0, before: 0, after: between * both(middle) + both(last) },
    { own: last, stage: p - 1, before: of(first) + between * of(middle), after: 0 },
  ];
  const inner = (stage: number): Stay => ({
    own: middle,
    stage,
    before: of(first) + (stage - 1) * of(middle),
    after: (p - 2 - stage) * both(middle) + both(last),
  });
  if (p > 2) stays.push(inner(1));
  // With few micro batches a stage in the middle may be the first that ever waits for its turn.
  const turning = p - times.microbatches + 1;
  if (turning > 1 && turning < p - 2) stays.push(inner(turning));
  if (p > 3) stays.push(inner(p - 2));
  return stays;
}

const none: PassTimes = { forward: 0, backward: 0, weight: 0 };

/** **Returns** the passes of the first and the last stage, of the one chunk that each has. */
export const ends = ({ first, last }: PipelineTimes): [PassTimes, PassTimes] => [first[0] ?? none, last[0] ?? none];

/** Passes of so many stages from one on, one forward and one backward on each. **Unit** s. */
function along(times: PipelineTimes, from: number, count: number): number {
  const [first, last] = ends(times);
  const atFirst = from === 0 ? 1 : 0;
  const atLast = from + count === times.stages ? 1 : 0;
  return atFirst * both(first) + atLast * both(last) + (count - atFirst - atLast) * both(times.middle);
}

/**
 * What messages add to so many turns of a stage: a chain that goes down `reach` stages and back up passes as many turns
 * as it visits stages, and waits for two messages a hop. **Unit** s.
 */
function detour(times: PipelineTimes, { own, stage }: Stay, reach: number, turns: number): number {
  const gain = (count: number) => along(times, stage, count) + 2 * (count - 1) * times.flight - count * both(own);
  const rest = turns % reach;
  return Math.floor(turns / reach) * gain(reach) + (rest > 1 ? Math.max(0, gain(rest)) : 0);
}

function detours(times: PipelineTimes, stay: Stay, turns: number): number {
  const reach = times.stages - stay.stage;
  if (times.flight === 0 || reach < 2 || turns < 2) return 0;
  const whole = detour(times, stay, reach, turns);
  return Math.max(0, whole, reach > 2 ? detour(times, stay, reach - 1, turns) : 0);
}

/**
 * Length of 1F1B: the longest chain of passes of which each waits for the one before. It goes down to a stage, once from
 * there to the last and back, stays for the stage's turns, and may go down and back once more before it goes up.
 * Equal to a run pass by pass but for two micro batches or fewer than stages, where it falls short by up to 3 %.
 * **Unit** s. **Source** order of passes: arXiv 2104.04473 section 2.2.
 */
export function alternatingSeconds(times: PipelineTimes): number {
  const { stages: p, microbatches: m, flight } = times;
  let longest = 0;
  for (const stay of staysOf(times)) {
    const { forward, backward } = stay.own;
    const hops = p - 1 - stay.stage;
    const down = stay.after + 2 * hops * flight;
    const warm = Math.min(hops, m - 1);
    const [start, end] = [Math.max(0, down - warm * forward), Math.max(0, down - warm * backward)];
    const once = m > hops + 1 ? start + end + detours(times, stay, m - 2 - hops) : Math.max(start, end);
    longest = Math.max(longest, stay.before + 2 * stay.stage * flight + m * (forward + backward) + once);
  }
  return longest;
}
