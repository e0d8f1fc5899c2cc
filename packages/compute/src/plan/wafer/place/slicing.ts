/** A floor cut in two again and again: a kernel, or two parts beside or above each other. */
export type Slice = number | { readonly stacked: boolean; readonly first: Slice; readonly second: Slice };

/** The slices in one line, as a tree of little depth. */
export function joined(slices: readonly Slice[], stacked: boolean): Slice {
  if (slices.length === 1) return slices[0] as Slice;
  const middle = slices.length >> 1;
  return { stacked, first: joined(slices.slice(0, middle), stacked), second: joined(slices.slice(middle), stacked) };
}

/** The same floor seen in a mirror: what was left is right. */
export function mirrored(slice: Slice): Slice {
  if (typeof slice === "number") return slice;
  const [first, second] = [mirrored(slice.first), mirrored(slice.second)];
  return slice.stacked ? { stacked: true, first, second } : { stacked: false, first: second, second: first };
}

const none = -1;

/**
 * A slicing tree that can be changed and changed back. Nodes below `leaves` are the kernels; the others have two
 * children, stacked or side by side.
 */
export class SlicingTree {
  readonly leaves: number;
  readonly left: Int16Array;
  readonly right: Int16Array;
  readonly parent: Int16Array;
  readonly stacked: Uint8Array;
  /** How the smaller child lies across the cut: 0 low, 1 centred, 2 high. */
  readonly align: Uint8Array;
  root: number;

  constructor(slice: Slice, leaves: number) {
    this.leaves = leaves;
    const nodes = 2 * leaves - 1;
    this.left = new Int16Array(nodes).fill(none);
    this.right = new Int16Array(nodes).fill(none);
    this.parent = new Int16Array(nodes).fill(none);
    this.stacked = new Uint8Array(nodes);
    this.align = new Uint8Array(nodes).fill(1);
    let next = leaves;
    const build = (part: Slice): number => {
      if (typeof part === "number") return part;
      const node = next;
      next += 1;
      this.stacked[node] = part.stacked ? 1 : 0;
      this.left[node] = build(part.first);
      this.right[node] = build(part.second);
      this.parent[this.left[node] as number] = node;
      this.parent[this.right[node] as number] = node;
      return node;
    };
    this.root = build(slice);
  }

  /** Becomes equal to `other`, which has as many leaves. */
  assign(other: SlicingTree): void {
    this.left.set(other.left);
    this.right.set(other.right);
    this.parent.set(other.parent);
    this.stacked.set(other.stacked);
    this.align.set(other.align);
    this.root = other.root;
  }

  clone(): SlicingTree {
    const copy = new SlicingTree(this.toSlice(), this.leaves);
    copy.assign(this);
    return copy;
  }

  toSlice(node = this.root): Slice {
    if (node < this.leaves) return node;
    return {
      stacked: this.stacked[node] === 1,
      first: this.toSlice(this.left[node]),
      second: this.toSlice(this.right[node]),
    };
  }

  sibling(node: number): number {
    const parent = this.parent[node] as number;
    return (this.left[parent] === node ? this.right[parent] : this.left[parent]) as number;
  }

  /** Whether `node` lies in the part below `above`. */
  isBelow(node: number, above: number): boolean {
    for (let at = node; at !== none; at = this.parent[at] as number) if (at === above) return true;
    return false;
  }

  /** Exchanges two parts, neither inside the other. Doing it twice undoes it. */
  exchange(first: number, second: number): void {
    const above = this.parent[first] as number;
    const besides = this.parent[second] as number;
    const firstIsLeft = this.left[above] === first;
    const secondIsLeft = this.left[besides] === second;
    this.#hang(above, firstIsLeft, second);
    this.#hang(besides, secondIsLeft, first);
  }

  mirror(node: number): void {
    const left = this.left[node] as number;
    this.left[node] = this.right[node] as number;
    this.right[node] = left;
  }

  /** Takes `node` and its parent out, and puts them in above `target`, on its low side where `low`. */
  transplant(node: number, target: number, low: boolean): void {
    const carrier = this.parent[node] as number;
    this.#replace(carrier, this.sibling(node));
    const above = this.parent[target] as number;
    if (above === none) this.root = carrier;
    else this.#hang(above, this.left[above] === target, carrier);
    if (above === none) this.parent[carrier] = none;
    this.#hang(carrier, low, node);
    this.#hang(carrier, !low, target);
  }

  #hang(above: number, asLeft: boolean, node: number): void {
    if (asLeft) this.left[above] = node;
    else this.right[above] = node;
    this.parent[node] = above;
  }

  #replace(old: number, by: number): void {
    const above = this.parent[old] as number;
    this.parent[by] = above;
    if (above === none) this.root = by;
    else this.#hang(above, this.left[above] === old, by);
  }
}
