import type { Draws } from "./draws.ts";
import type { SlicingTree } from "./slicing.ts";

const none = -1;

/** One random change of a slicing tree, and the way back. */
export class TreeMoves {
  readonly #tree: SlicingTree;
  readonly #draws: Draws;
  #undo: () => void = () => {};
  /** Nodes whose part changed; everything above them changed too. */
  readonly touched: number[] = [];

  constructor(tree: SlicingTree, draws: Draws) {
    this.#tree = tree;
    this.#draws = draws;
  }

  undo(): void {
    this.#undo();
  }

  /** **Returns** false where the draw meant no change. */
  propose(): boolean {
    this.touched.length = 0;
    const share = this.#draws.next();
    if (share < 0.25) return this.#exchangeLeaves();
    if (share < 0.35) return this.#exchangeParts();
    if (share < 0.5) return this.#mirror();
    if (share < 0.65) return this.#turnCut();
    if (share < 0.9) return this.#transplant(this.#draws.below(this.#tree.leaves));
    return this.#transplant(this.#draws.below(this.#tree.parent.length));
  }

  #inner(): number {
    return this.#tree.leaves + this.#draws.below(this.#tree.leaves - 1);
  }

  #exchangeLeaves(): boolean {
    return this.#exchange(this.#draws.below(this.#tree.leaves), this.#draws.below(this.#tree.leaves));
  }

  #exchangeParts(): boolean {
    const nodes = this.#tree.parent.length;
    return this.#exchange(this.#draws.below(nodes), this.#draws.below(nodes));
  }

  #exchange(first: number, second: number): boolean {
    const tree = this.#tree;
    if (tree.isBelow(first, second) || tree.isBelow(second, first)) return false;
    if (tree.parent[first] === tree.parent[second]) return false;
    tree.exchange(first, second);
    this.touched.push(tree.parent[first] as number, tree.parent[second] as number);
    this.#undo = () => tree.exchange(first, second);
    return true;
  }

  #mirror(): boolean {
    const node = this.#inner();
    this.#tree.mirror(node);
    this.#undo = () => this.#tree.mirror(node);
    return true;
  }

  #turnCut(): boolean {
    const node = this.#inner();
    const { stacked } = this.#tree;
    stacked[node] = 1 - (stacked[node] as number);
    this.touched.push(node);
    this.#undo = () => {
      stacked[node] = 1 - (stacked[node] as number);
    };
    return true;
  }

  #transplant(node: number): boolean {
    const tree = this.#tree;
    const carrier = tree.parent[node] as number;
    if (carrier === none) return false;
    const target = this.#draws.below(tree.parent.length);
    if (target === carrier || tree.isBelow(target, node)) return false;
    const sibling = tree.sibling(node);
    const low = tree.left[carrier] === node;
    const stacked = tree.stacked[carrier] as number;
    const above = tree.parent[carrier] as number;
    tree.transplant(node, target, this.#draws.next() < 0.5);
    tree.stacked[carrier] = this.#draws.below(2);
    this.touched.push(carrier);
    if (above !== none) this.touched.push(above);
    this.#undo = () => {
      tree.transplant(node, sibling, low);
      tree.stacked[carrier] = stacked;
    };
    return true;
  }
}
