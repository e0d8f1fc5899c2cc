import type { GpuFamily } from "../../hardware/system.ts";
import { fittedFamilies } from "./fitted.ts";

/** What kernels and links of one GPU family reach of their peaks. */
export interface FamilyCalibration {
  /** Share of peak that a large, aligned 16-bit matrix product reaches. */
  readonly matrix: number;
  /** The same of the fp8 and fp4 peaks. */
  readonly matrixFp8: number;
  readonly matrixFp4: number;
  /** Rows, columns or depth at which a product loses half. */
  readonly half: number;
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
  /** Clock of boards of 8 beside the rack's superchip, which is given more power. */
  readonly boardClock: number;
  /** Share of NVLink and of network bandwidth that collectives reach; in-switch reduction lifts NVLink above 1. */
  readonly link: number;
  readonly network: number;
  /** **Unit** s of a collective's start over NVLink, and of one hop over the network. */
  readonly linkLatency: number;
  readonly networkLatency: number;
}

/**
 * What is believed of any family before its rows are seen. What whole tiles and waves cost is the library's, and taken
 * for what it was measured to be on an H200.
 * **Source** best products reach 0.73 to 0.87 of the 16-bit peak and 0.71 to 0.76 of fp8, training's median 0.5 to 0.75;
 * element-wise kernels 0.6 to 0.9 of memory bandwidth; collectives 0.6 to 0.75 of NVLink, 22 to 26 us to start
 * (handbook gpu.md section 4).
 */
const believed: FamilyCalibration = {
  matrix: 0.75,
  matrixFp8: 0.68,
  matrixFp4: 0.6,
  half: 120,
  waves: 0.1,
  unaligned: 1.25,
  grouped: 0.75,
  attention: 0.6,
  stream: 0.75,
  boardClock: 1,
  link: 0.7,
  network: 0.75,
  linkLatency: 24e-6,
  networkLatency: 20e-6,
};

/**
 * What the kernels of one H200 reached alone, without a training run around them.
 * **Source** measured, test/fit/h200-kernels.json: 254 products, 72 attentions, 38 element-wise kernels, 24 grouped
 * products; torch 2.11, CUDA 13.0.
 */
const hopper: FamilyCalibration = {
  ...believed,
  matrix: 0.71,
  matrixFp8: 0.7,
  half: 30,
  grouped: 0.9,
  attention: 0.66,
  stream: 0.7,
};

/** A board of 8 has 1,000 W for what the superchip does with 1,200 W; the clock follows the cube root. */
const blackwell: FamilyCalibration = { ...believed, boardClock: 0.94 };

/** Constants before any fit; V100 shares what is fitted for A100. */
export const priorCalibration: Readonly<Record<GpuFamily, FamilyCalibration>> = {
  v100: believed,
  a100: believed,
  h100: hopper,
  b200: blackwell,
  b300: blackwell,
};

const of = (family: GpuFamily): FamilyCalibration => ({ ...priorCalibration[family], ...fittedFamilies[family] });

/** Constants by family: what is believed, and what measured rows say otherwise. **Source** docs/planner-accuracy.md. */
export const familyCalibration: Readonly<Record<GpuFamily, FamilyCalibration>> = {
  v100: of("v100"),
  a100: of("a100"),
  h100: of("h100"),
  b200: of("b200"),
  b300: of("b300"),
};
