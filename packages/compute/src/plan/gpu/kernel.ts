import type { Dtype } from "../plan.ts";
import { activationBytes, type GpuWorkload } from "./workload.ts";

/** Clock under load beside the rack's superchip: what a board is held to, and boards of 8 beside racks. */
const clockOf = ({ machine, family }: GpuWorkload): number =>
  machine.clockShare * (machine.linkDomain > 16 ? 1 : family.boardClock);

/** Share of its peak that a product in fp32 reaches: plain cores compute it, whatever is measured of matrix units. Assumed. */
const plainShare = 0.85;

function matrixShare(work: GpuWorkload): number {
  if (work.dtype === "fp32") return plainShare;
  if (work.dtype === "fp8") return work.family.matrixFp8;
  return work.dtype === "fp4" ? work.family.matrixFp4 : work.family.matrix;
}

/** Widths that are no multiple of 8 leave the matrix unit's fast path, of 64 they waste part of a tile. */
function alignment(work: GpuWorkload, width: number): number {
  if (width % 8 !== 0) return 1.6;
  return width % 64 === 0 ? 1 : work.family.unaligned;
}

/** Output tiles that libraries choose from, and how much slower than the largest each works. */
const tiles = [
  [128, 256, 1],
  [128, 128, 1.08],
  [64, 128, 1.25],
] as const;

/**
 * Work lost to whole tiles and to the last wave of them: the best of the library's tiles.
 * **Source** NVIDIA, matrix multiplication background guide, tile and wave quantization.
 */
function quantization(work: GpuWorkload, rows: number, columns: number): number {
  const { multiprocessors } = work.machine;
  let best = Infinity;
  for (const [tall, wide, slower] of tiles) {
    const count = Math.ceil(rows / tall) * Math.ceil(columns / wide);
    const waves = Math.ceil(count / multiprocessors);
    const share = (waves * multiprocessors * tall * wide * slower) / (rows * columns);
    if (share < best) best = share;
  }
  // Libraries split the depth where few tiles would leave most of the GPU idle.
  return 1 + work.family.waves * Math.min(3, best - 1);
}

/**
 * Time of one matrix product on one GPU.
 * **Unit** s. **Source** e = e_max / (1 + m0/m + n0/n + k0/k) with one size for the three, handbook gpu.md section 4.
 */
export function matrixSeconds(work: GpuWorkload, rows: number, columns: number, depth: number): number {
  const { family } = work;
  const size = 1 + family.half * (1 / rows + 1 / columns + 1 / depth);
  const aligned = alignment(work, columns) * alignment(work, depth);
  const shape = size * aligned * quantization(work, rows, columns);
  const compute = (2 * rows * columns * depth * shape) / (work.peak * matrixShare(work) * clockOf(work));
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

/** Peak of attention and of what low-precision training leaves in 16 bits; wider formats stay what they are. **Unit** FLOP/s. */
const attentionPeak = ({ dtype, machine: { peaks }, peak }: GpuWorkload): number =>
  dtype === "fp8" || dtype === "fp4" ? (peaks.bf16 ?? peaks.fp16 ?? peak) : peak;

/** Positions at which fused attention runs at half its speed. **Source** measured on an H200, lengths 1,024 to 32,768. */
const halfLength = 600;

/** Backward beside forward: five products for two, each at five sixths of the speed. **Source** measured on an H200. */
export const fusedBackward = 3;

/** Time of the forward way of fused attention over `length` positions, skipping what causality hides. **Unit** s. */
export function fusedAttentionSeconds(work: GpuWorkload, flops: number, headSize: number, length: number): number {
  const narrow = headSize >= 128 ? 1 : 128 / (64 + headSize / 2);
  // What was written for Ampere leaves later matrix units waiting; since 2026 PyTorch picks what was made for them.
  const ampere = work.machine.family === "a100" || work.machine.family === "v100";
  const speed = ampere || work.release >= 2026 ? 1 : work.software.attentionSpeed;
  const peak = attentionPeak(work) * work.family.attention * speed * clockOf(work);
  const short = 1 + halfLength / length;
  return (flops * 0.5 * narrow * short * (headSize % 8 === 0 ? 1 : 1.5)) / peak;
}

/**
 * Whether one kernel scales, masks and normalizes the scores: it takes four heads' matrices at a time, and what is left
 * over goes through five plain kernels in 32 bits. **Source** Megatron-LM, `is_kernel_available`, model/fused_softmax.py.
 */
export const softmaxFuses = (matrices: number): boolean => matrices % 4 === 0;

/** **Unit** byte read and written for a score: by softmax and dropout as one kernel each; what the five plain ones add. */
const scoreTraffic = { fused: 9, apart: 33 } as const;

/**
 * Time of attention that writes its scores: two batched products and passes over `matrices` score matrices of `each`
 * values. **Unit** s.
 */
export function plainAttentionSeconds(
  work: GpuWorkload,
  flops: number,
  { matrices, each }: { readonly matrices: number; readonly each: number },
): number {
  const { headSize } = work.model;
  const { family } = work;
  const size = 1 + (2 * family.half) / headSize;
  const share = work.dtype === "fp32" ? plainShare : family.matrix;
  const peak = attentionPeak(work) * share * clockOf(work);
  // Batched products of unaligned heads leave the matrix unit. Source: BLOOM log, head size 108 instead of 144.
  const products = (flops * size * (headSize % 8 === 0 ? 1 : 6)) / peak;
  const bytes = scoreTraffic.fused + (softmaxFuses(matrices) ? 0 : scoreTraffic.apart);
  return products + streamSeconds(work, matrices * each * bytes);
}
