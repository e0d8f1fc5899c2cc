import { Blocks, type LeafSlice } from "./blocks.ts";
import type { Curve } from "./curve.ts";
import type { Draws } from "./draws.ts";
import type { KernelGraph } from "./graph.ts";
import { GuillotinePacking } from "./guillotine.ts";
import { RowWires } from "./row-wires.ts";
import type { Slice } from "./slicing.ts";

/** Most parts that rows are made of: the cost grows with their square. */
const partsMost = 110;

/** A kernel, or neighbours of the order that stay together. */
export type Group = readonly number[];

/** Neighbours of the order taken together where there are too many: as many in each, none larger than its share. */
export function groupsOf(areas: readonly number[], order: readonly number[]): Group[] {
  if (order.length <= partsMost) return order.map((kernel) => [kernel]);
  const total = order.reduce((sum, kernel) => sum + (areas[kernel] as number), 0);
  const most = Math.ceil((1.5 * order.length) / partsMost);
  const found: number[][] = [];
  let room = 0;
  for (const kernel of order) {
    const area = areas[kernel] as number;
    const last = found.at(-1);
    if (last === undefined || area > room || last.length >= most) {
      found.push([kernel]);
      room = (1.5 * total) / partsMost;
    } else last.push(kernel);
    room -= area;
  }
  return found;
}

/** A packing and the groups that it packs, in the order of its rows. */
interface Packed {
  readonly groups: readonly Group[];
  readonly packing: GuillotinePacking;
  readonly blocks: Blocks;
}

/** Soft kernels of one time in rows, in an order of groups that may change. `curves` are those of the kernels. */
export class RowOrder {
  readonly #graph: KernelGraph;
  readonly #curves: readonly Curve[];
  readonly #longest: number;
  readonly #inside = new Map<Group, Blocks>();
  #packed: Packed;
  /** Additions made so far. */
  additions = 0;

  constructor(graph: KernelGraph, curves: readonly Curve[], groups: readonly Group[], longest: number) {
    this.#graph = graph;
    // What sticks out is in no row.
    const length = Math.max(graph.width, graph.height) + 1;
    this.#curves = curves.map((curve) => curve.subarray(0, length));
    this.#longest = longest;
    this.#packed = this.#pack(groups);
  }

  get groups(): readonly Group[] {
    return this.#packed.groups;
  }

  /** Least height of the rows. **Unit** tiles. */
  get needed(): number {
    return this.#packed.packing.needed;
  }

  #blocksOf(group: Group): Blocks {
    const known = this.#inside.get(group);
    if (known !== undefined) return known;
    const curves = group.map((kernel) => this.#curves[kernel] as Curve);
    const made = new Blocks(curves, group.length);
    this.additions += made.additions;
    this.#inside.set(group, made);
    return made;
  }

  #pack(groups: readonly Group[], changed?: readonly [number, number]): Packed {
    const leaves = groups.map((group) => this.#blocksOf(group).curve(0, group.length));
    const [from, to] = changed ?? [0, 0];
    const before = changed && this.#packed;
    const blocks = new Blocks(leaves, this.#longest, before && { known: before.blocks, from, to });
    const { width, height } = this.#graph;
    const packing = new GuillotinePacking(blocks, width, height, before && { known: before.packing, from, to });
    this.additions += packing.additions;
    return { groups, packing, blocks };
  }

  /** Moves one group, or lets two change places; stays with it unless the rows become higher. */
  step(draws: Draws): void {
    const groups = [...this.groups];
    const first = draws.below(groups.length);
    const near = draws.next() < 0.8 ? 8 : groups.length;
    const second = Math.min(groups.length - 1, Math.max(0, first + draws.below(2 * near + 1) - near));
    const swap = draws.next() < 0.5;
    if (first === second) return;
    const [one, other] = [groups[first] as Group, groups[second] as Group];
    if (swap) [groups[first], groups[second]] = [other, one];
    else {
      groups.splice(first, 1);
      groups.splice(second, 0, one);
    }
    const tried = this.#pack(groups, [Math.min(first, second), Math.max(first, second)]);
    if (tried.packing.needed <= this.needed) this.#packed = tried;
  }

  /** The lowest rows as cuts; null where they are too high. */
  slice(): Slice | null {
    return this.#packed.packing.slice(this.#leaf);
  }

  /** Of all rows that fit, those with about the shortest wires; null where none fit. */
  shortest(): Slice | null {
    const wires = new RowWires(this.#graph, this.groups);
    return this.#packed.packing.cheapest((row, slots) => wires.price(row, slots), this.#leaf);
  }

  readonly #leaf: LeafSlice = (index, slot) => {
    const group = this.groups[index] as Group;
    return this.#blocksOf(group).cut(0, group.length, slot, (position) => group[position] as number);
  };
}
