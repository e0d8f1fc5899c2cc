import { addCurves, type Curve, farSide, turnCurve } from "./curve.ts";
import type { SlicingTree } from "./slicing.ts";
import type { Wires } from "./wires.ts";

/** A slot of the floor that a kernel may fill. */
export interface Slot {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * A slicing tree whose kernels are soft: each takes whatever shape fills its slot best. Curves are kept for each node
 * twice over, so that a refused change is taken back by turning a switch.
 */
export class SoftPlan {
  readonly tree: SlicingTree;
  readonly #leaves: readonly Curve[];
  readonly #byWidth: Curve[][] = [[], []];
  readonly #byHeight: Curve[][] = [[], []];
  readonly #active: Uint8Array;
  readonly #stale: Uint8Array;
  readonly #switched: number[] = [];
  readonly #width: number;
  readonly slots: readonly Slot[];

  constructor(tree: SlicingTree, leaves: readonly Curve[], width: number) {
    this.tree = tree;
    this.#leaves = leaves;
    this.#width = width;
    const nodes = tree.parent.length;
    const { length } = leaves[0] as Curve;
    this.#active = new Uint8Array(nodes);
    this.#stale = new Uint8Array(nodes);
    for (let node = leaves.length; node < nodes; node += 1) {
      this.#stale[node] = 1;
      for (const side of [0, 1]) {
        (this.#byWidth[side] as Curve[])[node] = new Int16Array(length);
        (this.#byHeight[side] as Curve[])[node] = new Int16Array(length);
      }
    }
    this.slots = leaves.map(() => ({ x: 0, y: 0, width: 0, height: 0 }));
    this.#renew(tree.root);
  }

  #widths(node: number): Curve {
    if (node < this.#leaves.length) return this.#leaves[node] as Curve;
    return (this.#byWidth[this.#active[node] as number] as Curve[])[node] as Curve;
  }

  #heights(node: number): Curve {
    if (node < this.#leaves.length) return this.#leaves[node] as Curve;
    return (this.#byHeight[this.#active[node] as number] as Curve[])[node] as Curve;
  }

  /** Height that the floor needs at its full width. */
  get height(): number {
    return this.#widths(this.tree.root)[this.#width] as number;
  }

  /** After a change below `nodes`. */
  update(nodes: readonly number[]): void {
    this.#switched.length = 0;
    for (const start of nodes) {
      for (let node = start; node >= 0 && this.#stale[node] === 0; node = this.tree.parent[node] as number) {
        this.#stale[node] = 1;
      }
    }
    this.#renew(this.tree.root);
  }

  /** After the change was taken back. */
  takeBack(): void {
    for (const node of this.#switched) this.#active[node] = 1 - (this.#active[node] as number);
    this.#switched.length = 0;
  }

  #renew(node: number): void {
    if (node < this.#leaves.length || this.#stale[node] === 0) return;
    const [left, right] = [this.tree.left[node] as number, this.tree.right[node] as number];
    this.#renew(left);
    this.#renew(right);
    this.#stale[node] = 0;
    this.#active[node] = 1 - (this.#active[node] as number);
    this.#switched.push(node);
    if (this.tree.stacked[node] === 1) {
      addCurves(this.#widths(left), this.#widths(right), this.#widths(node));
      turnCurve(this.#widths(node), this.#heights(node));
    } else {
      addCurves(this.#heights(left), this.#heights(right), this.#heights(node));
      turnCurve(this.#heights(node), this.#widths(node));
    }
  }

  /** Gives each kernel its slot, and the wires its centre. The floor must fit into `height` or what it needs. */
  locate(height: number, wires: Wires): void {
    const needed = this.height;
    if (needed >= farSide) throw new Error("a floor that does not fit has no places");
    this.#locate(this.tree.root, 0, 0, this.#width, Math.max(height, needed), wires);
  }

  #locate(node: number, x: number, y: number, width: number, height: number, wires: Wires): void {
    if (node < this.#leaves.length) {
      const slot = this.slots[node] as Slot;
      const curve = this.#leaves[node] as Curve;
      const tall = curve[width] as number;
      const wide = curve[Math.min(tall, curve.length - 1)] as number;
      slot.x = x;
      slot.y = y;
      slot.width = width;
      slot.height = height;
      wires.x[node] = 2 * (x + ((width - wide) >> 1)) + wide;
      wires.y[node] = 2 * (y + ((height - tall) >> 1)) + tall;
      return;
    }
    const [left, right] = [this.tree.left[node] as number, this.tree.right[node] as number];
    if (this.tree.stacked[node] === 1) {
      const low = this.#widths(left)[width] as number;
      const high = this.#widths(right)[width] as number;
      const lift = (height - low - high) >> 1;
      this.#locate(left, x, y + lift, width, low, wires);
      this.#locate(right, x, y + lift + low, width, high, wires);
    } else {
      const low = this.#heights(left)[height] as number;
      const high = this.#heights(right)[height] as number;
      const lift = (width - low - high) >> 1;
      this.#locate(left, x + lift, y, low, height, wires);
      this.#locate(right, x + lift + low, y, high, height, wires);
    }
  }
}
