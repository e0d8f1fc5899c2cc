import type { Instant } from "./state.ts";

/** Something due. At one instant repairs come first, then ends of slow-downs, then jobs, equals by id. */
export interface Entry {
  readonly at: Instant;
  readonly kind: "repair" | "speed" | "job";
  readonly id: string;
}

const rank = { repair: 0, speed: 1, job: 3 } as const;

const before = (left: Entry, right: Entry): boolean => {
  if (left.at !== right.at) return left.at < right.at;
  if (left.kind !== right.kind) return rank[left.kind] < rank[right.kind];
  return left.id < right.id;
};

/** A binary heap. An entry that no longer holds is skipped when it comes up, never searched for. */
export class Agenda {
  readonly #heap: Entry[] = [];
  readonly #holds: (entry: Entry) => boolean;

  constructor(holds: (entry: Entry) => boolean) {
    this.#holds = holds;
  }

  push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parentIndex = (index - 1) >>> 1;
      const parent = heap[parentIndex];
      if (!parent || !before(entry, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = heap[childIndex];
      if (!child) break;
      const right = heap[childIndex + 1];
      if (right && before(right, child)) {
        child = right;
        childIndex += 1;
      }
      if (!before(child, last)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = last;
  }

  peek(): Entry | undefined {
    for (let top = this.#heap[0]; top; top = this.#heap[0]) {
      if (this.#holds(top)) return top;
      this.#pop();
    }
    return undefined;
  }

  take(): void {
    this.#pop();
  }
}
