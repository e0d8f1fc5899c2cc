import type { Convolution, Execution, Kernel } from "./graph.ts";
import { convolutionMemory } from "./measure.ts";

/** What a kernel's shapes must keep. */
export interface ShapeLimits {
  readonly time: number;
  readonly memory: number;
  /** Longest side. **Unit** tiles. */
  readonly side: number;
}

/** Called for each shape worth a look: its `h` and `w`, its greatest `c`, its two sides before rotation. */
export type ShapeVisitor = (h: number, w: number, c: number, height: number, width: number) => void;

/** The values at which the ceiling of `length / value` changes, ascending. */
function steps(length: number): number[] {
  const found: number[] = [];
  for (let value = 1; value <= length;) {
    found.push(value);
    const parts = Math.ceil(length / value);
    if (parts === 1) break;
    value = Math.ceil(length / (parts - 1));
  }
  return found;
}

const stepsOfAll = (lengths: readonly number[]): number[] =>
  [...new Set(lengths.flatMap(steps))].toSorted((left, right) => left - right);

/** Least `k` that keeps time and memory, or 0. */
function leastK(of: Convolution, h: number, w: number, c: number, limits: ShapeLimits): number {
  const one =
    (Math.ceil(of.height / h) *
      Math.ceil(of.width / w) *
      Math.ceil(of.channelsIn / c) *
      of.windowHeight *
      of.windowWidth) /
    of.stride /
    of.stride;
  const rounds = Math.floor(limits.time / one + 1e-9);
  if (rounds < 1) return 0;
  let k = Math.ceil(of.channelsOut / rounds);
  const words = convolutionMemory(of, h, w, c, 1);
  if (words > limits.memory * k) {
    k = Math.max(k, Math.floor(words / limits.memory));
    while (convolutionMemory(of, h, w, c, k) > limits.memory) k += 1;
  }
  return k > of.channelsOut ? 0 : k;
}

/** For one convolution at one (h, w): the c at which the least k falls, ascending, with that k. */
interface Ladder {
  readonly c: readonly number[];
  readonly k: readonly number[];
}

const channelSteps = new Map<number, readonly number[]>();

function stepsOfChannels(channels: number): readonly number[] {
  const known = channelSteps.get(channels);
  if (known !== undefined) return known;
  const made = steps(channels);
  channelSteps.set(channels, made);
  return made;
}

function ladderOf(of: Convolution, h: number, w: number, most: number, limits: ShapeLimits): Ladder {
  const c: number[] = [];
  const k: number[] = [];
  let best = 0;
  for (const channels of stepsOfChannels(of.channelsIn)) {
    if (channels > most) break;
    const least = leastK(of, h, w, channels, limits);
    if (least === 0 || (best !== 0 && least >= best)) continue;
    best = least;
    c.push(channels);
    k.push(least);
  }
  return { c, k };
}

const at = (list: readonly number[], index: number): number => list[index] as number;

/** Visits the corners of (height, width) at one (h, w): each rise of the greatest c that narrows the kernel. */
function visitCorners(ladders: readonly Ladder[], visit: (c: number, k: number) => void): void {
  const place = ladders.map(() => 0);
  let greatest = Math.max(...ladders.map((ladder) => at(ladder.c, 0)));
  for (;;) {
    let sum = 0;
    let next = Infinity;
    for (let index = 0; index < ladders.length; index += 1) {
      const ladder = ladders[index] as Ladder;
      let on = at(place, index);
      while (on + 1 < ladder.c.length && at(ladder.c, on + 1) <= greatest) on += 1;
      place[index] = on;
      sum += at(ladder.k, on);
      if (on + 1 < ladder.c.length) next = Math.min(next, at(ladder.c, on + 1));
    }
    visit(greatest, sum);
    if (next === Infinity) return;
    greatest = next;
  }
}

/**
 * Visits every shape of a kernel that keeps the limits and may be worth choosing: h, w and c only where a ceiling
 * changes, k in closed form. **Cost** some thousand visits a kernel.
 */
export function visitShapes(kernel: Kernel, limits: ShapeLimits, visit: ShapeVisitor): void {
  const { convolutions } = kernel;
  const heights = stepsOfAll(convolutions.map((each) => Math.ceil(each.height)));
  const widths = stepsOfAll(convolutions.map((each) => Math.ceil(each.width)));
  for (const h of heights) {
    for (const w of widths) {
      const most = Math.floor(limits.side / (h * w)) - 1;
      if (most < 1) break;
      const ladders = convolutions.map((each) => ladderOf(each, h, w, most, limits));
      if (ladders.some((ladder) => ladder.c.length === 0)) continue;
      visitCorners(ladders, (c, k) => {
        if (3 * k <= limits.side) visit(h, w, c, h * w * (c + 1), 3 * k);
      });
    }
  }
}

/** The execution arguments of a shape that `visitShapes` showed, or null where the limits refuse it. */
export function executionOf(kernel: Kernel, limits: ShapeLimits, h: number, w: number, most: number): Execution | null {
  const c: number[] = [];
  const k: number[] = [];
  for (const each of kernel.convolutions) {
    const ladder = ladderOf(each, h, w, most, limits);
    if (ladder.c.length === 0) return null;
    c.push(at(ladder.c, ladder.c.length - 1));
    k.push(at(ladder.k, ladder.k.length - 1));
  }
  return { h, w, c, k };
}

/** What two kernels must share to have the same shapes. */
export const shapeKey = (kernel: Kernel): string => JSON.stringify([kernel.kind, kernel.convolutions]);
