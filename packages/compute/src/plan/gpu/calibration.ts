import type { GpuFamily } from "../../hardware/system.ts";

/** What kernels and links of one GPU family reach of their peaks. Fitted on the validation rows, see the README. */
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
  matrix: 0.85,
  matrixFp8: 0.85,
  matrixFp4: 0.85,
  halfRows: 100,
  halfColumns: 60,
  halfDepth: 60,
  attention: 0.5,
  stream: 0.8,
  link: 0.65,
  network: 0.8,
  linkLatency: 15e-6,
  networkLatency: 20e-6,
};

/** Constants by family. **Source** fit on validation/gpu-training-dev.csv. */
export const familyCalibration: Readonly<Record<GpuFamily, FamilyCalibration>> = {
  v100: { ...a100, matrix: 0.75 },
  a100,
  h100: { ...a100, matrix: 0.72, matrixFp8: 0.6, halfRows: 200, halfColumns: 120, halfDepth: 120, attention: 0.45 },
  b200: {
    ...a100,
    matrix: 0.7,
    matrixFp8: 0.6,
    matrixFp4: 0.5,
    halfRows: 300,
    halfColumns: 200,
    halfDepth: 200,
    attention: 0.5,
  },
  b300: {
    ...a100,
    matrix: 0.75,
    matrixFp8: 0.65,
    matrixFp4: 0.5,
    halfRows: 300,
    halfColumns: 200,
    halfDepth: 200,
    attention: 0.5,
  },
};
