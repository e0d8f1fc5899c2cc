import type { Dtype } from "../plan.ts";
import { activationBytes, type GpuWorkload } from "./workload.ts";

function matrixShare(work: GpuWorkload): number {
  if (work.dtype === "fp8") return work.family.matrixFp8;
  return work.dtype === "fp4" ? work.family.matrixFp4 : work.family.matrix;
}

/** Widths that are no multiple of 8 leave the matrix unit's fast path, of 64 they waste part of a tile. */
function alignment(width: number): number {
  if (width % 8 !== 0) return 1.6;
  return width % 64 === 0 ? 1 : 1.06;
}

/**
 * Time of one matrix product on one GPU.
 * **Unit** s. **Source** e = e_max / (1 + m0/m + n0/n + k0/k), handbook gpu.md section 4.
 */
export function matrixSeconds(work: GpuWorkload, rows: number, columns: number, depth: number): number {
  const { family } = work;
  const size = 1 + family.halfRows / rows + family.halfColumns / columns + family.halfDepth / depth;
  const shape = size * alignment(columns) * alignment(depth);
  const compute = (2 * rows * columns * depth * shape) / (work.peak * matrixShare(work) * work.machine.clockShare);
  const traffic = operandBytes(work.dtype) * (rows * depth + depth * columns) + 2 * rows * columns;
  return Math.max(compute, streamSeconds(work, traffic));
}

function operandBytes(dtype: Dtype): number {
  if (dtype === "fp4") return 0.5;
  return dtype === "fp8" ? 1 : activationBytes(dtype);
}

/** Time of element-wise kernels over so many bytes. **Unit** s. */
export const streamSeconds = (work: GpuWorkload, bytes: number): number =>
  bytes / (work.machine.memoryBandwidth * work.family.stream);

/** Peak of products that low-precision training leaves in 16 bits. **Unit** FLOP/s. */
export const sixteenBitPeak = (work: GpuWorkload): number =>
  work.machine.peaks.bf16 ?? work.machine.peaks.fp16 ?? work.peak;

/** Time of one way of fused attention that skips what causality hides. **Unit** s. */
export function fusedAttentionSeconds(work: GpuWorkload, flops: number, headSize: number): number {
  const narrow = headSize >= 128 ? 1 : 128 / (64 + headSize / 2);
  const peak = sixteenBitPeak(work) * work.family.attention * work.machine.clockShare;
  return (flops * 0.5 * narrow * (headSize % 8 === 0 ? 1 : 1.5)) / peak;
}

/** Time of attention that writes its scores: two batched products and passes over the score matrix. **Unit** s. */
export function plainAttentionSeconds(work: GpuWorkload, flops: number, scores: number, headSize: number): number {
  const { family } = work;
  const size = 1 + family.halfColumns / headSize + family.halfDepth / headSize;
  const peak = sixteenBitPeak(work) * family.matrix * work.machine.clockShare;
  const products = (flops * size * (headSize % 8 === 0 ? 1 : 2)) / peak;
  return products + streamSeconds(work, scores * 9);
}
