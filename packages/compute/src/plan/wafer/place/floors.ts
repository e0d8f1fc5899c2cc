import { annealRigid, annealSoft, type Cooling, type RigidFloor } from "./anneal.ts";
import { type Curve, leafCurve, leastArea, smallestSide } from "./curve.ts";
import type { Draws } from "./draws.ts";
import type { KernelGraph } from "./graph.ts";
import { plainLooks } from "./looks-moves.ts";
import { listOptions, type Option, type OptionList } from "./options.ts";
import { type Looks, RigidPlan } from "./rigid-plan.ts";
import { type Group, groupsOf, RowOrder } from "./row-order.ts";
import type { ShapeTable } from "./shapes.ts";
import { type Slice, SlicingTree } from "./slicing.ts";
import { type Slot, SoftPlan } from "./soft-plan.ts";
import type { Start } from "./starts.ts";
import { Wires } from "./wires.ts";

/** How much wider than need be a shape may be kept for, where an adapter costs as much as this. **Unit** tiles. */
const toleranceOf = ({ weights }: KernelGraph): number =>
  weights.adapter === 0 ? 0 : Math.min(30, Math.ceil(3 * (weights.adapter / Math.max(weights.wire, 1))));

/** How far a soft floor may stick out while it is searched. */
const curveLength = (graph: KernelGraph): number => Math.ceil(1.1 * Math.max(graph.width, graph.height)) + 1;

/** Makes floors of one graph: from starts, from other times, softer or harder. */
export class FloorMaker {
  readonly graph: KernelGraph;
  readonly tables: readonly ShapeTable[];
  readonly draws: Draws;
  readonly #lists = new Map<number, OptionList[]>();
  readonly #curves = new Map<number, Curve[]>();
  readonly #tiles = new Map<number, number[]>();

  constructor(graph: KernelGraph, tables: readonly ShapeTable[], draws: Draws) {
    this.graph = graph;
    this.tables = tables;
    this.draws = draws;
  }

  /** The curves of all kernels at a time; kernels that are alike share theirs. */
  curves(time: number): Curve[] {
    const known = this.#curves.get(time);
    if (known !== undefined) return known;
    const made = new Map<ShapeTable, Curve>();
    for (const table of this.tables) {
      if (!made.has(table)) made.set(table, leafCurve(table, time, curveLength(this.graph)));
    }
    const curves = this.tables.map((table) => made.get(table) as Curve);
    this.#curves.set(time, curves);
    return curves;
  }

  /** Least tiles of each kernel at a time. */
  #areas(time: number): number[] {
    const known = this.#tiles.get(time);
    if (known !== undefined) return known;
    const made = new Map<Curve, number>();
    const areas = this.curves(time).map((curve) => {
      const area = made.get(curve) ?? leastArea(curve);
      made.set(curve, area);
      return area;
    });
    this.#tiles.set(time, areas);
    return areas;
  }

  /** All kernels by the shorter side of their smallest shape at a time, those alike side by side. */
  broadestFirst(time: number): readonly number[] {
    const curves = this.curves(time);
    const sides = curves.map(smallestSide);
    const alike = curves.map((curve) => curves.indexOf(curve));
    const rank = (kernel: number) => -(sides[kernel] as number) * curves.length + (alike[kernel] as number);
    return [...sides.keys()].toSorted((left, right) => rank(left) - rank(right));
  }

  groups(order: readonly number[], time: number): readonly Group[] {
    return groupsOf(this.#areas(time), order);
  }

  rows(groups: readonly Group[], time: number, longest: number): RowOrder {
    return new RowOrder(this.graph, this.curves(time), groups, longest);
  }

  /** The rows of an order at a time. */
  ordered(order: readonly number[], time: number, longest: number): RowOrder {
    return this.rows(this.groups(order, time), time, longest);
  }

  /** The shapes of all kernels at a time; kernels that are alike share theirs. */
  lists(time: number): OptionList[] {
    const known = this.#lists.get(time);
    if (known !== undefined) return known;
    const made = this.#list(time, toleranceOf(this.graph));
    this.#lists.set(time, made);
    return made;
  }

  /** Only the shapes that none beats in both sides: a short list, soon made. */
  frontLists(time: number): OptionList[] {
    return this.#list(time, 0);
  }

  #list(time: number, tolerance: number): OptionList[] {
    const curves = this.curves(time);
    const made = new Map<ShapeTable, OptionList>();
    return this.tables.map((table, kernel) => {
      const list = made.get(table) ?? listOptions(table, time, curves[kernel] as Curve, tolerance);
      made.set(table, list);
      return list;
    });
  }

  /** Price of a unit step of the search: what a few tiles of wire, or a third of an adapter, cost. */
  get grain(): number {
    const { wire, adapter } = this.graph.weights;
    return 5 * wire + 0.3 * adapter;
  }

  /** Cost of wires and adapters of a start, without search. */
  startCost(start: Start, lists: readonly OptionList[]): number {
    return this.#plan(new SlicingTree(start.slice, this.tables.length), lists, start.looks).cost();
  }

  /** No floor at this time has shorter wires: two kernels are never nearer than half their least sides. */
  leastWire(time: number): number {
    const side = Math.min(this.graph.width, this.graph.height);
    const sides = this.curves(time).map((curve) => curve.findIndex((other) => other <= side));
    return this.graph.edges.reduce((sum, { from, to }) => sum + ((sides[from] ?? 0) + (sides[to] ?? 0)) / 2, 0);
  }

  #plan(tree: SlicingTree, lists: readonly OptionList[], looks: readonly Looks[]): RigidPlan {
    return new RigidPlan(this.graph, tree, lists, looks);
  }

  anneal(start: Start, time: number, cooling: Cooling): RigidFloor {
    const tree = new SlicingTree(start.slice, this.tables.length);
    return annealRigid(this.#plan(tree, this.lists(time), start.looks), this.draws, cooling);
  }

  /** Searches on from a floor. */
  again(floor: RigidFloor, cooling: Cooling): RigidFloor {
    return annealRigid(this.#plan(floor.tree.clone(), floor.lists, floor.looks), this.draws, cooling);
  }

  /** The floor with the shapes of another time; it may stick out. */
  retimed(floor: RigidFloor, time: number): RigidFloor {
    const lists = this.lists(time);
    const looks = floor.looks.map((each, kernel) => likeLooks(each, lists[kernel] as OptionList));
    return { tree: floor.tree, looks, lists, cost: Infinity };
  }

  /** Wires of soft kernels cut like this; Infinity where they do not fit. */
  softCost(slice: Slice, time: number): number {
    const { graph } = this;
    const wires = new Wires(graph);
    const plan = this.#soft(new SlicingTree(slice, this.tables.length), time);
    if (plan.height > graph.height) return Infinity;
    plan.locate(graph.height, wires);
    return graph.weights.wire * wires.length();
  }

  #soft(tree: SlicingTree, time: number): SoftPlan {
    return new SoftPlan(tree, this.curves(time), this.graph.width);
  }

  /** Searches the cuts of soft kernels. **Returns** null where nothing fitted. */
  annealSoft(slice: Slice, time: number, moves: number): Slice | null {
    const { graph } = this;
    const { wire } = graph.weights;
    const plan = this.#soft(new SlicingTree(slice, this.tables.length), time);
    const task = {
      height: graph.height,
      wires: new Wires(graph),
      wirePrice: wire,
      overPrice: wire === 0 ? 1 : 40 * wire,
    };
    const hot = wire === 0 ? 4 : 8 * wire;
    const { tree, cost } = annealSoft(plan, task, this.draws, { moves, hot, cold: hot / 50 });
    return cost === Infinity ? null : tree.toSlice();
  }

  /** Gives the soft kernels of a floor that fits the shapes that their slots ask for. */
  harden(slice: Slice, time: number): RigidFloor {
    const tree = new SlicingTree(slice, this.tables.length);
    const plan = this.#soft(tree, time);
    const wires = new Wires(this.graph);
    plan.locate(this.graph.height, wires);
    const curves = this.curves(time);
    const lists = this.lists(time);
    const looks = plan.slots.map((slot, kernel) =>
      plainLooks(fittingOption(lists[kernel] as OptionList, curves[kernel] as Curve, slot)),
    );
    return { tree, looks, lists, cost: Infinity };
  }
}

/** The lowest shape as wide as the slot, and of those the narrowest. */
function fittingOption({ options }: OptionList, curve: Curve, slot: Slot): Option {
  const tall = curve[slot.width] as number;
  const found = options.find((option) => option.tall <= tall && option.wide <= slot.width);
  if (found === undefined)
    throw new Error(`a slot of ${slot.width} x ${slot.height} must hold the shape it was made for`);
  return found;
}

function likeLooks(looks: Looks, { options }: OptionList): Looks {
  const { option, firstC, lastK } = looks;
  const alike = (each: Option) => each.h === option.h && each.w === option.w && each.turned === option.turned;
  const found =
    options.find((each) => alike(each) && each.tall <= option.tall) ??
    options.find((each) => each.tall <= option.tall) ??
    (options.at(-1) as Option);
  return {
    option: found,
    firstC: firstC > found.firstC && firstC <= found.most ? firstC : found.firstC,
    lastK: lastK > found.lastK && lastK <= found.lastK + 2 ? lastK : found.lastK,
  };
}
