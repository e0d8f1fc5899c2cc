import type { KernelGraph } from "./graph.ts";
import { type Option, type OptionList } from "./options.ts";
import type { SlicingTree } from "./slicing.ts";
import { Wires } from "./wires.ts";

/** What a kernel looks like: its shape, and the channels that it takes from and hands to its neighbours. */
export interface Looks {
  readonly option: Option;
  readonly firstC: number;
  readonly lastK: number;
}

/**
 * A slicing tree whose kernels have one shape each: for floors where wires and adapters decide. A floor larger than the
 * fabric is allowed at a price, so that the search may pass through it.
 */
export class RigidPlan {
  readonly graph: KernelGraph;
  readonly tree: SlicingTree;
  readonly lists: readonly OptionList[];
  readonly looks: Looks[];
  readonly wires: Wires;
  /** Lower left corners, sides of every node. */
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly #wide: Int32Array;
  readonly #tall: Int32Array;
  /** Sides as they were before the last change. */
  readonly #wideBefore: Int32Array;
  readonly #tallBefore: Int32Array;
  /** h, w, first c and last k of each kernel, four by four. */
  readonly #faces: Int32Array;
  readonly #neighbours: readonly (readonly number[])[];
  /** What one tile over the edge costs. */
  readonly overPrice: number;

  constructor(graph: KernelGraph, tree: SlicingTree, lists: readonly OptionList[], looks: readonly Looks[]) {
    this.graph = graph;
    this.tree = tree;
    this.lists = lists;
    this.looks = [...looks];
    this.wires = new Wires(graph);
    const nodes = tree.parent.length;
    this.x = new Int32Array(looks.length);
    this.y = new Int32Array(looks.length);
    this.#wide = new Int32Array(nodes);
    this.#tall = new Int32Array(nodes);
    this.#wideBefore = new Int32Array(nodes);
    this.#tallBefore = new Int32Array(nodes);
    this.#faces = new Int32Array(4 * looks.length);
    this.#neighbours = edgesAt(graph);
    const { time, wire, adapter } = graph.weights;
    this.overPrice = 6 * wire + 0.1 * adapter + (0.02 * time * (lists[0]?.time ?? 0)) / graph.width;
    for (let kernel = 0; kernel < looks.length; kernel += 1) this.setLooks(kernel, looks[kernel] as Looks);
    this.#measureAll(tree.root);
    this.keep();
  }

  /** The change stays. */
  keep(): void {
    this.#wideBefore.set(this.#wide);
    this.#tallBefore.set(this.#tall);
  }

  /** The change was taken back. */
  takeBack(): void {
    this.#wide.set(this.#wideBefore);
    this.#tall.set(this.#tallBefore);
  }

  /** After a change of these nodes or right below them. */
  update(nodes: readonly number[]): void {
    for (const start of nodes) {
      for (let node = start; node >= 0; node = this.tree.parent[node] as number) this.#measure(node);
    }
  }

  setLooks(kernel: number, looks: Looks): void {
    this.looks[kernel] = looks;
    const { option, firstC, lastK } = looks;
    const face = 4 * kernel;
    this.#faces[face] = option.h;
    this.#faces[face + 1] = option.w;
    this.#faces[face + 2] = firstC;
    this.#faces[face + 3] = lastK;
    const taller = Math.max(0, option.h * option.w * (firstC + 1) - (option.turned ? option.wide : option.tall));
    const wider = 3 * (lastK - option.lastK);
    this.#wide[kernel] = option.wide + (option.turned ? taller : wider);
    this.#tall[kernel] = option.tall + (option.turned ? wider : taller);
  }

  wideOf(kernel: number): number {
    return this.#wide[kernel] as number;
  }

  tallOf(kernel: number): number {
    return this.#tall[kernel] as number;
  }

  edgesOf(kernel: number): readonly number[] {
    return this.#neighbours[kernel] ?? [];
  }

  adapters(): number {
    const faces = this.#faces;
    const { from, to } = this.wires;
    let sum = 0;
    for (let edge = 0; edge < from.length; edge += 1) {
      const [a, b] = [4 * (from[edge] as number), 4 * (to[edge] as number)];
      if (faces[a] !== faces[b]) sum += 1;
      if (faces[a + 1] !== faces[b + 1]) sum += 1;
      if (faces[a + 3] !== faces[b + 2]) sum += 1;
    }
    return sum;
  }

  /** Tiles by which the floor is larger than the fabric. */
  over(): number {
    const { root } = this.tree;
    return (
      Math.max(0, (this.#wide[root] as number) - this.graph.width) +
      Math.max(0, (this.#tall[root] as number) - this.graph.height)
    );
  }

  /** Places everything. **Returns** the wires' and adapters' cost, and the price of what sticks out. */
  cost(): number {
    this.#locate(this.tree.root, 0, 0);
    const { wire, adapter } = this.graph.weights;
    const adapters = adapter === 0 ? 0 : adapter * this.adapters();
    return wire * this.wires.length() + adapters + this.overPrice * this.over();
  }

  #measureAll(node: number): void {
    if (node < this.tree.leaves) return;
    this.#measureAll(this.tree.left[node] as number);
    this.#measureAll(this.tree.right[node] as number);
    this.#measure(node);
  }

  #measure(node: number): void {
    const { tree } = this;
    if (node < tree.leaves) return;
    const [wide, tall] = [this.#wide, this.#tall];
    const left = tree.left[node] as number;
    const right = tree.right[node] as number;
    const w0 = wide[left] as number;
    const w1 = wide[right] as number;
    const t0 = tall[left] as number;
    const t1 = tall[right] as number;
    if (tree.stacked[node] === 1) {
      wide[node] = w0 > w1 ? w0 : w1;
      tall[node] = t0 + t1;
    } else {
      wide[node] = w0 + w1;
      tall[node] = t0 > t1 ? t0 : t1;
    }
  }

  #settleLeaf(leaf: number, x: number, y: number): void {
    this.x[leaf] = x;
    this.y[leaf] = y;
    this.wires.x[leaf] = 2 * x + (this.#wide[leaf] as number);
    this.wires.y[leaf] = 2 * y + (this.#tall[leaf] as number);
  }

  /** Calls itself for inner nodes only: half of the calls would be for leaves. */
  #locate(node: number, x: number, y: number): void {
    const { tree } = this;
    const { leaves } = tree;
    if (node < leaves) return this.#settleLeaf(node, x, y);
    const left = tree.left[node] as number;
    const right = tree.right[node] as number;
    const align = tree.align[node] as number;
    const stacked = tree.stacked[node] === 1;
    const across = stacked ? this.#wide : this.#tall;
    const slack = (across[left] as number) - (across[right] as number);
    const shift = ((slack < 0 ? -slack : slack) * align) >> 1;
    const low = slack < 0 ? shift : 0;
    const high = slack < 0 ? 0 : shift;
    const leftX = stacked ? x + low : x;
    const leftY = stacked ? y : y + low;
    const rightX = stacked ? x + high : x + (this.#wide[left] as number);
    const rightY = stacked ? y + (this.#tall[left] as number) : y + high;
    if (left < leaves) this.#settleLeaf(left, leftX, leftY);
    else this.#locate(left, leftX, leftY);
    if (right < leaves) this.#settleLeaf(right, rightX, rightY);
    else this.#locate(right, rightX, rightY);
  }
}

/** The edges of each kernel, by their places in the graph. */
function edgesAt({ kernels, edges }: KernelGraph): number[][] {
  const found = kernels.map((): number[] => []);
  for (const [index, { from, to }] of edges.entries()) {
    found[from]?.push(index);
    if (to !== from) found[to]?.push(index);
  }
  return found;
}
