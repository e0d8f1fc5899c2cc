import type { KernelGraph } from "./graph.ts";

/** The edges of a graph as arrays, and the sum of their lengths over doubled centres. */
export class Wires {
  readonly from: Int16Array;
  readonly to: Int16Array;
  /** Twice the centre of each kernel. */
  readonly x: Int32Array;
  readonly y: Int32Array;

  constructor(graph: KernelGraph) {
    this.from = Int16Array.from(graph.edges, (edge) => edge.from);
    this.to = Int16Array.from(graph.edges, (edge) => edge.to);
    this.x = new Int32Array(graph.kernels.length);
    this.y = new Int32Array(graph.kernels.length);
  }

  /** **Unit** tiles, between centres, L1. */
  length(): number {
    const { from, to, x, y } = this;
    let sum = 0;
    for (let edge = 0; edge < from.length; edge += 1) {
      const start = from[edge] as number;
      const end = to[edge] as number;
      const across = (x[start] as number) - (x[end] as number);
      const along = (y[start] as number) - (y[end] as number);
      sum += (across < 0 ? -across : across) + (along < 0 ? -along : along);
    }
    return sum / 2;
  }
}
