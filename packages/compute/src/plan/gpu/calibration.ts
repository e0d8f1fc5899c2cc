import type { GpuFamily } from "../../hardware/system.ts";

/** What kernels and links of one GPU family reach of their peaks. Fitted on measured rows, see the README. */
export interface FamilyCalibration {
  /** Share of peak that a large, aligned 16-bit matrix product reaches. */
  readonly matrix: number;
  /** The same of the fp8 and fp4 peaks. */
  readonly matrixFp8: number;
  readonly matrixFp4: number;
  /** Sizes at which a product loses half to its rows, columns and depth. */
  readonly halfRows: number;
  readonly halfColumns: number;
  readonly halfDepth: number;
  /** Share of the loss to whole tiles and waves that remains after the library's own remedies. */
  readonly waves: number;
  /** Slowdown of a width that is a multiple of 8 but not of 64. */
  readonly unaligned: number;
  /** Speed of products grouped by expert beside plain ones. */
  readonly grouped: number;
  /** Share of the 16-bit peak that fused attention reaches, forward. */
  readonly attention: number;
  /** Share of memory bandwidth that element-wise kernels reach. */
  readonly stream: number;
  /** Share of NVLink and of network bandwidth that collectives reach. */
  readonly link: number;
  readonly network: number;
  /** **Unit** s of a collective's start over NVLink, and of one hop over the network. */
  readonly linkLatency: number;
  readonly networkLatency: number;
}

const a100: FamilyCalibration = {
  matrix: 0.801,
  matrixFp8: 0.85,
  matrixFp4: 0.85,
  halfRows: 115,
  halfColumns: 55.2,
  halfDepth: 59.2,
  waves: 0.62,
  unaligned: 1.25,
  grouped: 0.759,
  attention: 0.626,
  stream: 0.8,
  link: 0.649,
  network: 0.799,
  linkLatency: 15e-6,
  networkLatency: 20e-6,
};

const h100: FamilyCalibration = {
  matrix: 0.689,
  matrixFp8: 0.654,
  matrixFp4: 0.85,
  halfRows: 108,
  halfColumns: 101,
  halfDepth: 93.1,
  waves: 0.605,
  unaligned: 1.35,
  grouped: 0.586,
  attention: 0.313,
  stream: 0.608,
  link: 0.926,
  network: 0.597,
  linkLatency: 15e-6,
  networkLatency: 20e-6,
};

const b200: FamilyCalibration = {
  matrix: 0.526,
  matrixFp8: 0.616,
  matrixFp4: 0.643,
  halfRows: 259,
  halfColumns: 1310,
  halfDepth: 196,
  waves: 0.685,
  unaligned: 1.35,
  grouped: 0.934,
  attention: 0.423,
  stream: 0.696,
  link: 0.531,
  network: 0.82,
  linkLatency: 15e-6,
  networkLatency: 20e-6,
};

const b300: FamilyCalibration = {
  matrix: 0.585,
  matrixFp8: 0.674,
  matrixFp4: 0.498,
  halfRows: 273,
  halfColumns: 200,
  halfDepth: 199,
  waves: 0.563,
  unaligned: 1.08,
  grouped: 0.889,
  attention: 0.491,
  stream: 0.913,
  link: 0.545,
  network: 0.53,
  linkLatency: 15e-6,
  networkLatency: 20e-6,
};

/** Constants by family; V100 as A100 with the efficiency of its older libraries. **Source** fit on measured rows, see README. */
export const familyCalibration: Readonly<Record<GpuFamily, FamilyCalibration>> = {
  v100: { ...a100, matrix: 0.75 },
  a100,
  h100,
  b200,
  b300,
};
