/** What a wafer's cores need beyond the plain count of operations. Fitted on the measured training rows. */
export interface WaferCalibration {
  /** Cycles for each cycle that multiply-adds at full width would take. */
  readonly matrix: number;
  /** **Unit** core-cycles of a SIMD-4 core a token, layer and hidden value: norms, residuals, activations. */
  readonly elementwise: number;
  /** **Unit** core-cycles of a SIMD-4 core a token, layer, head and position: softmax and masks. */
  readonly attention: number;
  /** Tensors of a layer alive at once, each `micro batch x sequence x hidden` of 16 bits. */
  readonly liveTensors: number;
  /** Share of SRAM that program, buffers and weights in flight take. */
  readonly reserved: number;
  /** Share of the raw link rate that streams reach. */
  readonly stream: number;
  /** Loss at 16 systems, spread over their doublings. */
  readonly treeLoss: number;
}

/** **Source** fit on validation/wafer-training-dev.csv, software of late 2023 and later; tree: Cerebras-GPT, 9% at 16. */
export const waferCalibration: WaferCalibration = {
  matrix: 3.6,
  elementwise: 16_500,
  attention: 1650,
  liveTensors: 18,
  reserved: 0.15,
  stream: 0.8,
  treeLoss: 0.09,
};

/** Speed of a release beside the reference of late 2023. **Source** Argonne logs of GPT-J on CS-2 within 2023. */
const releases: readonly (readonly [until: string, factor: number])[] = [
  ["2023-04", 28.2 / 44.7],
  ["2023-08", 34.8 / 44.7],
  ["9999", 1],
];

/** **Returns** the speed of the software of a month (`2023-11`) or year beside the reference; 1 for today's. */
export function releaseFactor(date: string): number {
  return releases.find(([until]) => date < until)?.[1] ?? 1;
}
