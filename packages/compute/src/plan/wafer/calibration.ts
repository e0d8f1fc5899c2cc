import { waferTree } from "../../hardware/wafer-cluster.ts";

/** What a wafer's cores need beyond the plain count of operations. */
export interface WaferCalibration {
  /** Cycles for each cycle that multiply-adds at full width would take: operands and 32-bit sums pass through SRAM. */
  readonly matrix: number;
  /** **Unit** cycles to take in, add and send on one partial sum on its way along a row of cores. */
  readonly reduce: number;
}

/** **Source** fit on the six measured training rows of validation/wafer-training-dev.csv; see `waferLeaveOneOut`. */
export const waferCalibration: WaferCalibration = { matrix: 2.4, reduce: 1.5 };

/** What is not fitted: published, or assumed with its reason. */
export const waferFacts = {
  /**
   * **Unit** cycles to take in one weight and start its vector instruction, however few tokens a core holds.
   * **Source** Llama 3 8B on CS-3 at Argonne, October 2025: 19.4 sequences of 2,048 a second in micro batches of 20, at
   * seven vectors a core where GPT-J's had 27. No row of the validation file.
   */
  vectorSetUp: 22,
  /** Further cycles for a weight that comes with its position, as in a sparse matrix; assumed. */
  sparseSetUp: 6,
  /** **Unit** cycles of one softmax value, all three passes; assumed. */
  softmax: 30,
  /** **Unit** cycles of one hidden value a layer: norms, residuals, activations, all three passes; assumed. */
  elementwise: 150,
  /** Tensors of a layer alive at once. **Source** the published micro batches of Cerebras-GPT: 90 of 13B fit, 130 of 6.7B do not. */
  liveTensors: 18,
  /** Share of SRAM that program, buffers and weights in flight take; assumed. */
  reserved: 0.15,
  /** Share of the raw link rate that streams reach; assumed. */
  stream: 0.8,
  /** Loss at 16 systems, spread over their doublings. **Source** on the card of the tree. */
  treeLoss: 1 - waferTree.efficiencyAt16.value,
  /** Bytes of one parameter in each direction. **Source** Hall, Schreiber, Lie 2023 (weight streaming white paper). */
  streamBytes: 4,
} as const;

/**
 * The speed of releases beside mature software: what is missing shrinks by a constant share each month, as hand-made
 * kernels give way to compiled ones. **Source** GPT-J on CS-2 at Argonne: 28.2, 34.8 and 44.7 thousand tokens a second
 * in March, May and November 2023; before March nothing was measured.
 */
const releases = { from: 2023 * 12 + 3, missing: 0.37, months: 4 } as const;

/**
 * **Returns** the speed of the software of a month (`2023-11`) or year (its middle) beside mature software; 1 for
 * today's. **Range** 0.63 to 1.
 */
export function releaseFactor(date: string): number {
  const match = /^(\d{4})(?:-(\d{2}))?/.exec(date);
  if (!match) return 1;
  const month = Number(match[1]) * 12 + Number(match[2] ?? 6.5);
  const since = Math.max(0, month - releases.from);
  return 1 - releases.missing * Math.exp(-since / releases.months);
}
