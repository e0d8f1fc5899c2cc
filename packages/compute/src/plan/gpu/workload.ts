import type { ModelShape } from "../../model/shape.ts";
import type { Dtype, GpuLayout } from "../plan.ts";
import { familyCalibration, type FamilyCalibration } from "./calibration.ts";
import type { GpuMachine } from "./machine.ts";
import type { Software } from "./software.ts";

/** Everything that stays fixed while layouts change. */
export interface GpuWorkload {
  readonly model: ModelShape;
  readonly sequenceLength: number;
  readonly globalBatchSize: number;
  readonly dtype: Dtype;
  readonly machine: GpuMachine;
  readonly software: Software;
  readonly family: FamilyCalibration;
  readonly devices: number;
  /** Block scaling (mxfp8, nvfp4) costs further passes over the operands. */
  readonly blockScaled: boolean;
  /** Kernels are launched from a recorded graph. */
  readonly graphs: boolean;
  readonly peak: number;
}

export type WorkloadInput = Omit<GpuWorkload, "family" | "peak" | "blockScaled" | "graphs"> &
  Partial<Pick<GpuWorkload, "family" | "blockScaled" | "graphs">>;

/** **Throws** RangeError when the machine has no matrix unit for the dtype. */
export function workload(input: WorkloadInput): GpuWorkload {
  const peak = input.machine.peaks[input.dtype];
  if (peak === undefined) {
    const known = Object.keys(input.machine.peaks).join(", ");
    throw new RangeError(`${input.machine.label} computes in ${known}, received ${input.dtype}`);
  }
  return {
    ...input,
    family: input.family ?? familyCalibration[input.machine.family],
    blockScaled: input.blockScaled ?? false,
    graphs: input.graphs ?? false,
    peak,
  };
}

export const contextParallelOf = (layout: GpuLayout): number => layout.contextParallel ?? 1;
export const expertParallelOf = (layout: GpuLayout): number => layout.expertParallel ?? 1;

/** **Returns** bytes of one activation: low-precision training keeps activations in 16 bits. */
export const activationBytes = (dtype: Dtype): number => (dtype === "fp32" || dtype === "tf32" ? 4 : 2);
