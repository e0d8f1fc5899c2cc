/** Lengths of a convolution: its input, its window, its channels in and out, its stride. */
export interface Convolution {
  readonly height: number;
  readonly width: number;
  readonly windowHeight: number;
  readonly windowWidth: number;
  readonly channelsIn: number;
  readonly channelsOut: number;
  readonly stride: number;
}

export type KernelKind = "conv" | "dblock" | "cblock";

/** A kernel to place: one convolution, or a block of three or four that share `h` and `w`. */
export interface Kernel {
  readonly name: string;
  readonly kind: KernelKind;
  readonly convolutions: readonly Convolution[];
}

/** Positions in `kernels` of a producer and its consumer. */
export interface KernelEdge {
  readonly from: number;
  readonly to: number;
}

/** What one unit of each term of the score costs. */
export interface PlacementWeights {
  readonly time: number;
  readonly wire: number;
  readonly adapter: number;
}

/** A network of kernels and the fabric that it goes on. **Unit** tiles; memory in 16-bit words a tile. */
export interface KernelGraph {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly memoryLimit: number;
  readonly weights: PlacementWeights;
  readonly kernels: readonly Kernel[];
  readonly edges: readonly KernelEdge[];
}

/** How a kernel is spread: `h` and `w` of its picture, `c` and `k` of each convolution's channels. */
export interface Execution {
  readonly h: number;
  readonly w: number;
  readonly c: readonly number[];
  readonly k: readonly number[];
}

export interface PlacedKernel {
  readonly name: string;
  readonly execution: Execution;
  readonly x: number;
  readonly y: number;
  /** R90 swaps width and height. */
  readonly rotation: "R0" | "R90";
}

/** Every kernel with its place, and the three terms of the score. Lower is better. */
export interface Placement {
  readonly kernels: readonly PlacedKernel[];
  readonly maxTime: number;
  readonly wireLength: number;
  readonly adapters: number;
  readonly score: number;
}
