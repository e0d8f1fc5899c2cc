import type { ModelShape } from "../../model/shape.ts";
import type { Dtype, GpuLayout } from "../plan.ts";
import { familyCalibration, type FamilyCalibration } from "./calibration.ts";
import type { GpuMachine } from "./machine.ts";
import type { Software } from "./software.ts";

/** **Returns** a framework as it runs a model: a release may lack fused attention for its heads on a machine. */
export function softwareFor(
  software: Software,
  { model, machine, release }: Pick<GpuWorkload, "model" | "machine" | "release">,
): Software {
  const blackwell = machine.family === "b200" || machine.family === "b300";
  const missing = model.latent && blackwell && release < (software.fusesLatentSince ?? 0);
  return missing ? { ...software, fusedAttention: false } : software;
}

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
  /** How low-precision operands are scaled: finer scales cost further passes over them. */
  readonly scaling: "tensor" | "block" | "row";
  /** Tensor-parallel exchange is cut up to run behind products. */
  readonly asyncTensor: boolean;
  /** Kernels are launched from a recorded graph. */
  readonly graphs: boolean;
  /** The loss is one kernel that writes its gradient over 16-bit logits. */
  readonly fusedLoss: boolean;
  /** FSDP reduces gradients in 16 bits. */
  readonly reducesIn16: boolean;
  /** Decimal year of the framework's release. */
  readonly release: number;
  readonly peak: number;
}

/** Release that plans are made for: the newest one measured. */
export const newestRelease = 2026.6;

type Switch = "scaling" | "asyncTensor" | "graphs" | "fusedLoss" | "reducesIn16" | "release";

/** What a workload is made of: the rest of it follows, or is as usual where nothing is said. */
export type WorkloadInput = Omit<GpuWorkload, "family" | "peak" | Switch> &
  Partial<Pick<GpuWorkload, "family" | Switch>>;

/** **Returns** a workload, every default filled in. **Throws** RangeError when the machine has no matrix unit for the dtype. */
export function workload(input: WorkloadInput): GpuWorkload {
  const peak = input.machine.peaks[input.dtype];
  if (peak === undefined) {
    const known = Object.keys(input.machine.peaks).join(", ");
    throw new RangeError(`${input.machine.label} computes in ${known}, received ${input.dtype}`);
  }
  const release = input.release ?? newestRelease;
  return {
    ...input,
    software: softwareFor(input.software, { ...input, release }),
    family: input.family ?? familyCalibration[input.machine.family],
    scaling: input.scaling ?? "tensor",
    asyncTensor: input.asyncTensor ?? false,
    graphs: input.graphs ?? false,
    fusedLoss: input.fusedLoss ?? false,
    reducesIn16: input.reducesIn16 ?? false,
    release,
    peak,
  };
}

/** Ranks that share one sequence. */
export const contextParallelOf = (layout: GpuLayout): number => layout.contextParallel ?? 1;
/** Ranks that hold the same weights before any are sharded: each works on tokens of its own. */
export const replicasOf = (layout: GpuLayout): number => layout.dataParallel * contextParallelOf(layout);
/** Ranks over which a ZeRO-3 layout spreads one copy of the weights. */
export const shardRanksOf = (layout: GpuLayout): number => layout.shardRanks ?? replicasOf(layout);
/** Ranks that share one set of experts. */
export const expertParallelOf = (layout: GpuLayout): number => layout.expertParallel ?? 1;
/** Ranks that share one expert. */
export const expertTensorParallelOf = (layout: GpuLayout): number => layout.expertTensorParallel ?? 1;

/** **Returns** bytes of one activation: low-precision training keeps activations in 16 bits. */
export const activationBytes = (dtype: Dtype): number => (dtype === "fp32" || dtype === "tf32" ? 4 : 2);
