import { Draws } from "../src/plan/wafer/place/draws.ts";
import type { PlacementWeights } from "../src/plan/wafer/place/graph.ts";

/** The kinds of network of which graphs are drawn. */
export const graphFamilies = [
  "one kernel",
  "two kernels",
  "few huge kernels",
  "kernels all alike",
  "chain of blocks",
  "residual blocks",
  "residual convolutions",
  "encoder and decoder",
  "wide modules",
  "attention",
  "fully connected",
  "giant and crumbs",
  "skewed mix",
  "no connections",
  "several components",
  "hundreds of blocks",
  "hundreds of convolutions",
] as const;

export type GraphFamily = (typeof graphFamilies)[number];

export const timeAlone: PlacementWeights = { time: 1, wire: 0, adapter: 0 };

const header = ({ time, wire, adapter }: PlacementWeights): string =>
  `(*\ntest=drawn\nwidth=633\nheight=633\nwdeltat=${time}\nwlength=${wire}\nwadapter=${adapter}\nmemlimit=24576\n*)\n\n`;

/** The nodes and edges of a graph while it is drawn. */
class Sketch {
  readonly #draws: Draws;
  readonly #nodes: string[] = [];
  readonly #edges: string[] = [];

  constructor(draws: Draws) {
    this.#draws = draws;
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + this.#draws.below(most - least + 1);
  }

  one<Item>(items: readonly Item[]): Item {
    return items[this.#draws.below(items.length)] as Item;
  }

  /** A power of two from `least` to `most`. */
  power(least: number, most: number): number {
    return 2 ** this.whole(Math.log2(least), Math.log2(most));
  }

  get count(): number {
    return this.#nodes.length;
  }

  #node(kind: string, values: string, after: readonly number[]): number {
    const id = this.#nodes.length + 1;
    this.#nodes.push(`${kind}[${id}] ${values} name='k${id}'`);
    for (const from of after) this.join(from, id);
    return id;
  }

  join(from: number, to: number): void {
    this.#edges.push(`x[${from}]:y -> x[${to}]:x, shape:[1][1][1]`);
  }

  conv(size: number, window: number, from: number, to: number, after: readonly number[] = [], stride = 1): number {
    const values = `W=${size} H=${size} R=${window} S=${window} C=${from} K=${to} T=${stride} U=${stride}`;
    return this.#node("conv", values, after);
  }

  block(kind: "cblock" | "dblock", size: number, features: number, after: readonly number[] = []): number {
    return this.#node(kind, `f=${features} h=${size} w=${size}`, after);
  }

  text(weights: PlacementWeights): string {
    return `${header(weights)}${[...this.#nodes, ...this.#edges].join("\n")}\n`;
  }
}

/** A residual network's stages: how large the picture is, how many features it has, how many blocks. */
interface Stage {
  readonly size: number;
  readonly features: number;
  readonly blocks: number;
}

function stages(sketch: Sketch, blocksMost: number): Stage[] {
  const [size, features] = [sketch.one([28, 56, 112]), sketch.power(16, 256)];
  return Array.from({ length: sketch.whole(2, 4) }, (_, index) => ({
    size: size >> index,
    features: features << index,
    blocks: sketch.whole(1, blocksMost),
  }));
}

/** One block as its convolutions: a bottleneck, and a shortcut that its stage's first widens. */
function residualUnit(sketch: Sketch, { size, features }: Stage, first: boolean, before: readonly number[]): number {
  const [from, quarter] = [first ? features / 2 : features, features / 4];
  const stride = first ? 2 : 1;
  const narrow = sketch.conv(size, 1, from, quarter, before);
  const middle = sketch.conv(size, 3, quarter, quarter, [narrow], stride);
  const inner = first ? Math.ceil(size / 2) : size;
  const wide = sketch.conv(inner, 1, quarter, features, [middle]);
  if (first) sketch.join(sketch.conv(size, 1, from, features, [narrow], 2), wide);
  else sketch.join(narrow, wide);
  return wide;
}

function residual(sketch: Sketch, blocksMost: number, repeats: number, unit: typeof residualUnit): void {
  const plan = stages(sketch, blocksMost);
  let before: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const stage of plan) {
      for (let block = 0; block < stage.blocks; block += 1) {
        const size = block === 0 ? stage.size : Math.ceil(stage.size / 2);
        before = [unit(sketch, { ...stage, size }, block === 0, before)];
      }
    }
  }
}

function encoderDecoder(sketch: Sketch): void {
  const [depth, top, width] = [sketch.whole(2, 5), sketch.one([64, 112, 128, 256, 512]), sketch.power(8, 64)];
  const skips: number[] = [];
  let before: number[] = [];
  let from = width;
  for (let level = 0; level <= depth; level += 1) {
    const [size, features] = [Math.max(4, top >> level), width << level];
    const first = sketch.conv(size, 3, from, features, before);
    before = [sketch.conv(size, 3, features, features, [first])];
    if (level < depth) skips.push(...before);
    from = features;
  }
  for (let level = depth - 1; level >= 0; level -= 1) {
    const [size, features] = [Math.max(4, top >> level), width << level];
    const up = sketch.conv(size, 1, 2 * features, features, before);
    const first = sketch.conv(size, 3, 2 * features, features, [up, skips[level] as number]);
    before = [sketch.conv(size, 3, features, features, [first])];
  }
}

function wideModules(sketch: Sketch): void {
  let before: number[] = [];
  let from = sketch.power(32, 256);
  let size = sketch.one([28, 56]);
  const share = (part: number) => Math.max(4, Math.round((from * part) / 8));
  for (let module = sketch.whole(2, 9); module > 0; module -= 1) {
    const [plain, narrow, few] = [share(sketch.whole(2, 4)), share(sketch.whole(3, 5)), share(1)];
    const branches = [sketch.conv(size, 1, from, plain, before)];
    for (const [inside, window] of [
      [narrow, 3],
      [few, 5],
    ] as const) {
      branches.push(sketch.conv(size, window, inside, 2 * inside, [sketch.conv(size, 1, from, inside, before)]));
    }
    branches.push(sketch.conv(size, 1, from, few, before));
    from = plain + 2 * narrow + 3 * few;
    before = branches;
    if (size > 7 && sketch.whole(0, 2) === 0) size >>= 1;
  }
}

function attention(sketch: Sketch): void {
  const [width, size] = [sketch.one([128, 256, 384, 512, 768, 1024]), sketch.one([7, 8, 14, 16, 32])];
  let before: number[] = [];
  for (let layer = sketch.whole(1, 12); layer > 0; layer -= 1) {
    const heads = [0, 1, 2].map(() => sketch.conv(size, 1, width, width, before));
    const scores = sketch.conv(size, 1, width, size * size, heads.slice(0, 2));
    const mixed = sketch.conv(size, 1, size * size, width, [scores, heads[2] as number]);
    const out = sketch.conv(size, 1, width, width, [mixed, ...before]);
    const up = sketch.conv(size, 1, width, 4 * width, [out]);
    before = [sketch.conv(size, 1, 4 * width, width, [up, out])];
  }
}

function fullyConnected(sketch: Sketch): void {
  let from = sketch.power(2, 64);
  const most = sketch.power(512, 8192);
  let before: number[] = [];
  for (let layer = sketch.whole(4, 60); layer > 0; layer -= 1) {
    const to = Math.min(most, from * sketch.whole(1, 2));
    before = [sketch.conv(1, 1, from, to, before)];
    from = to;
  }
}

/** A kernel as any network may have one. */
function anyKernel(sketch: Sketch, after: readonly number[] = []): number {
  const size = sketch.one([7, 14, 28, 56, 112]);
  const kind = sketch.whole(0, 3);
  if (kind === 0) return sketch.block(sketch.one(["cblock", "dblock"]), size, sketch.power(16, 2048), after);
  return sketch.conv(
    size,
    sketch.one([1, 3]),
    sketch.power(4, 2048),
    sketch.power(4, 2048),
    after,
    sketch.one([1, 1, 2]),
  );
}

/** A convolution of about equal work at any size of its picture. */
const evenConvolution = (sketch: Sketch, after: readonly number[]): number => {
  const size = sketch.one([7, 14, 28, 56]);
  const channels = (56 / size) * sketch.one([8, 12, 16, 24, 32]);
  return sketch.conv(size, sketch.one([1, 3]), channels, channels * sketch.one([1, 2, 4]), after);
};

function chain(sketch: Sketch, length: number, next: (after: readonly number[]) => number): void {
  let before: number[] = [];
  for (let index = 0; index < length; index += 1) before = [next(before)];
}

function hugeKernel(sketch: Sketch, after: readonly number[]): number {
  const size = sketch.one([14, 28, 56, 112]);
  if (sketch.whole(0, 2) === 0)
    return sketch.block(sketch.one(["cblock", "dblock"]), size, sketch.power(512, 2048), after);
  return sketch.conv(size, sketch.one([1, 3]), sketch.power(256, 2048), sketch.power(256, 2048), after);
}

const families: Readonly<Record<GraphFamily, (sketch: Sketch) => void>> = {
  "one kernel": (sketch) => anyKernel(sketch),
  "two kernels": (sketch) => chain(sketch, 2, (after) => anyKernel(sketch, after)),
  "few huge kernels": (sketch) => chain(sketch, sketch.whole(3, 9), (after) => hugeKernel(sketch, after)),
  "kernels all alike": (sketch) => {
    const [window, size, from, to] = [
      sketch.one([1, 3]),
      sketch.one([7, 14, 28, 56]),
      sketch.power(16, 512),
      sketch.power(16, 512),
    ];
    chain(sketch, sketch.whole(2, 120), (after) => sketch.conv(size, window, from, to, after));
  },
  "chain of blocks": (sketch) => {
    chain(sketch, sketch.whole(4, 40), (after) =>
      sketch.block(sketch.one(["cblock", "dblock"]), sketch.one([7, 14, 28, 56, 112]), sketch.power(64, 2048), after),
    );
  },
  "residual blocks": (sketch) =>
    residual(sketch, 8, sketch.whole(1, 2), (_, { size, features }, first, before) =>
      sketch.block(first ? "cblock" : "dblock", size, features, before),
    ),
  "residual convolutions": (sketch) => residual(sketch, 8, sketch.whole(1, 2), residualUnit),
  "encoder and decoder": encoderDecoder,
  "wide modules": wideModules,
  attention,
  "fully connected": fullyConnected,
  "giant and crumbs": (sketch) => {
    const giant = sketch.conv(sketch.one([28, 56]), 3, 512, sketch.power(512, 1024));
    chain(sketch, sketch.whole(10, 200), (after) =>
      sketch.conv(
        sketch.one([7, 14, 28]),
        sketch.one([1, 3]),
        sketch.power(8, 64),
        sketch.power(8, 64),
        after.length > 0 ? after : [giant],
      ),
    );
  },
  "skewed mix": (sketch) => chain(sketch, sketch.whole(10, 100), (after) => anyKernel(sketch, after)),
  "no connections": (sketch) => chain(sketch, sketch.whole(3, 120), () => evenConvolution(sketch, [])),
  "several components": (sketch) => {
    for (let part = sketch.whole(2, 6); part > 0; part -= 1) {
      sketch.one([
        () => encoderDecoder(sketch),
        () => residual(sketch, 3, 1, residualUnit),
        () => fullyConnected(sketch),
        () => chain(sketch, sketch.whole(1, 9), (after) => anyKernel(sketch, after)),
      ])();
    }
  },
  "hundreds of blocks": (sketch) => {
    chain(sketch, sketch.whole(150, 500), (after) =>
      sketch.block(sketch.one(["cblock", "dblock"]), sketch.one([7, 14, 28, 56]), sketch.power(16, 128), after),
    );
  },
  "hundreds of convolutions": (sketch) => {
    const length = sketch.whole(200, 700);
    chain(sketch, length, (after) =>
      sketch.whole(0, 4) === 0 && after.length > 0
        ? evenConvolution(sketch, [...after, sketch.whole(1, sketch.count)])
        : evenConvolution(sketch, after),
    );
  },
};

/** A graph of a family as the text of a `.kgraph` file: the same for the same seed. Some do not fit on the fabric. */
export function drawGraph(family: GraphFamily, seed: number, weights: PlacementWeights): string {
  const sketch = new Sketch(new Draws(`${family} ${seed}`));
  families[family](sketch);
  return sketch.text(weights);
}
