import { rankMemory } from "../gpu/memory.ts";
import { stepCost } from "../gpu/step.ts";
import type { GpuWorkload } from "../gpu/workload.ts";
import type { GpuLayout } from "../plan.ts";
import { cell, count, notes, overlapsExperts, type ValidationRow } from "./row.ts";

const recomputes = ["none", "selective", "full"] as const;

type ZeroStage = 0 | 1 | 2 | 3;

function zeroStages(row: ValidationRow, work: GpuWorkload, dataParallel: number): readonly ZeroStage[] {
  const stated = cell(row, "zero");
  // What shares nothing else of the model may have been run by the framework's FSDP.
  const sharded: readonly ZeroStage[] = count(row, "tp") === 1 && count(row, "pp") === 1 ? [1, 3] : [1];
  if (stated === 1 && /zero\/seq_parallel inferred/.test(notes(row))) return sharded;
  if (stated !== undefined) return [stated as ZeroStage];
  return dataParallel === 1 ? [0] : usualStages(row, work, sharded);
}

/** Stages of a framework that its row leaves open. */
function usualStages(
  row: ValidationRow,
  { software: { id } }: GpuWorkload,
  sharded: readonly ZeroStage[],
): readonly ZeroStage[] {
  if (/Megatron FSDP/.test(notes(row)) || id === "fsdp" || id === "fsdp-compiled") return [3];
  return id === "megatron-core" || /NeMo/.test(row.source ?? "") ? sharded : [0];
}

function offloadedLayers(row: ValidationRow, work: GpuWorkload): { offloadedLayers: number } | object {
  if (/in CPU memory/.test(notes(row))) return { offloadedLayers: work.model.layers };
  const match = /CPU offload of (\d+) layers/.exec(notes(row));
  return match ? { offloadedLayers: Number(match[1]) } : {};
}

type Recompute = Pick<GpuLayout, "recompute" | "recomputeLayers">;

function recomputeModes(row: ValidationRow, { model }: GpuWorkload): readonly Recompute[] {
  const stated = recomputes.find((mode) => mode === row.recompute);
  if (stated === undefined) return recomputes.map((recompute) => ({ recompute }));
  // Selective means there that a share of the blocks is computed again, each as a whole.
  if (stated === "selective" && /fms-fsdp/.test(row.source ?? "")) {
    const shares = [1 / 4, 1 / 3, 1 / 2, 1];
    return shares.map((share) => ({ recompute: "full", recomputeLayers: Math.round(model.layers * share) }));
  }
  return [{ recompute: stated }];
}

function recomputeLayers(row: ValidationRow): { recomputeLayers: number } | object {
  const match = /block recompute of (\d+) layers/.exec(notes(row));
  return match ? { recomputeLayers: Number(match[1]) } : {};
}

interface Fixed {
  readonly tensorParallel: number;
  readonly pipelineParallel: number;
  readonly contextParallel: number;
  readonly dataParallel: number;
  readonly batch: number;
}

function fixedOf(row: ValidationRow): Fixed | string {
  const [gpus, tensorParallel] = [cell(row, "gpus"), cell(row, "tp")];
  const configured = /\bgbs(\d+)/.exec(notes(row))?.[1];
  const batch = cell(row, "global_batch") ?? (configured === undefined ? undefined : Number(configured));
  if (gpus === undefined) return "the number of GPUs is not stated";
  if (tensorParallel === undefined) return "the layout is not stated";
  if (batch === undefined) return "the global batch is not stated";
  const pipelineParallel = cell(row, "pp");
  if (pipelineParallel === undefined) return "the pipeline degree is not stated";
  const contextParallel = count(row, "cp");
  const ranks = tensorParallel * pipelineParallel * contextParallel;
  if (!Number.isInteger(gpus / ranks)) {
    return `tensor ${tensorParallel} × pipeline ${pipelineParallel} × context ${contextParallel} ranks do not divide ${gpus} GPUs`;
  }
  const dataParallel = cell(row, "dp") ?? Math.max(1, gpus / ranks);
  return { tensorParallel, pipelineParallel, contextParallel, dataParallel, batch };
}

function microbatchSizes(row: ValidationRow, perRank: number): number[] {
  // There the stated size is a rank's whole batch.
  if (/split into pipeline micro batches/.test(notes(row))) return [1];
  const stated = cell(row, "micro_batch");
  if (stated !== undefined) return [Math.min(stated, Math.max(1, perRank))];
  const whole = [1, 2, 4, 8, 16].filter((size) => perRank % size === 0);
  // A published batch need not divide by a data degree that was recomputed: the nearest share of it.
  return whole.length > 0 ? whole : [1];
}

function chunkCounts(row: ValidationRow, work: GpuWorkload, pipelineParallel: number): number[] {
  const stated = cell(row, "vpp");
  if (stated !== undefined || pipelineParallel === 1 || /1F1B/.test(notes(row))) return [stated ?? 1];
  const perStage = Math.ceil(work.model.layers / pipelineParallel);
  return [1, 2, 3, 4, 6, 12].filter((chunks) => chunks === 1 || Number.isInteger(perStage / chunks));
}

/** Megatron-DeepSpeed cuts a model so that each table counts as a layer, where its layers alone would not divide. */
function endLayers({ software, model: { layers } }: GpuWorkload, p: number): Partial<GpuLayout> {
  if (!software.id.startsWith("megatron-deepspeed") || layers % p === 0 || (layers + 2) % p !== 0) return {};
  const ends = (layers + 2) / p - 1;
  return { firstStageLayers: ends, lastStageLayers: ends };
}

function sequenceParallelOf(row: ValidationRow, work: GpuWorkload, tensorParallel: number): boolean {
  const stated = cell(row, "seq_parallel");
  return stated === undefined ? work.software.fusedAttention && tensorParallel > 1 : stated === 1;
}

/** Fields that a row leaves open are tried in all ways that published set-ups use. */
function* completions(row: ValidationRow, work: GpuWorkload, fixed: Fixed): Generator<GpuLayout> {
  const { batch, ...degrees } = fixed;
  const perRank = batch / degrees.dataParallel;
  const stages = zeroStages(row, work, degrees.dataParallel);
  const rest = {
    ...recomputeLayers(row),
    ...offloadedLayers(row, work),
    ...endLayers(work, degrees.pipelineParallel),
    sequenceParallel: sequenceParallelOf(row, work, degrees.tensorParallel),
    ...(notes(row).startsWith("HSDP") ? { shardRanks: work.machine.devicesPerNode } : {}),
    expertParallel: count(row, "ep"),
    expertTensorParallel: Number(/expert tp (\d+)/.exec(notes(row))?.[1] ?? 1),
    overlapExperts: overlapsExperts(row, work.release),
  };
  for (const microbatchSize of microbatchSizes(row, perRank)) {
    const microbatches = Math.max(1, perRank / microbatchSize);
    for (const virtualPipeline of chunkCounts(row, work, degrees.pipelineParallel)) {
      for (const recompute of recomputeModes(row, work)) {
        const chosen = { ...degrees, virtualPipeline, microbatchSize, microbatches, ...recompute, ...rest };
        for (const zeroStage of stages) yield { kind: "gpu", ...chosen, zeroStage };
      }
    }
  }
}

/** **Returns** the layouts that a row may have had, or a sentence when it cannot be expressed. */
export function rowLayouts(row: ValidationRow, work: GpuWorkload): readonly GpuLayout[] | string {
  const fixed = fixedOf(row);
  if (typeof fixed === "string") return fixed;
  const found = [...completions(row, work, fixed)];
  if (found.length > 0) return found;
  return `no micro batch divides ${fixed.batch} sequences over ${fixed.dataParallel} data ranks`;
}

/** **Returns** of the layouts that a row may have had the fastest that fits, as its authors will have chosen. */
export function likelyLayout(work: GpuWorkload, found: readonly GpuLayout[]): GpuLayout {
  const [first] = found;
  if (first && found.length === 1) return first;
  const sized = found.map((layout) => ({ layout, bytes: rankMemory(work, layout).total }));
  const fitting = sized.filter(({ bytes }) => bytes <= work.machine.memory);
  const leanest = Math.min(...sized.map(({ bytes }) => bytes));
  // The run is known to have fitted: where the prediction says otherwise, what is nearly as lean may have been it.
  const likely = fitting.length > 0 ? fitting : sized.filter(({ bytes }) => bytes <= 1.25 * leanest);
  const timed = likely.map(({ layout }) => ({ layout, total: stepCost(work, layout).total }));
  return timed.reduce((best, next) => (next.total < best.total ? next : best)).layout;
}
