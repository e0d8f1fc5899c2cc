import { findSystem } from "../../hardware/catalog.ts";
import type { ModelShape } from "../../model/shape.ts";
import { machineOf } from "../gpu/machine.ts";
import { rankMemory } from "../gpu/memory.ts";
import { softwareCatalog, type SoftwareId } from "../gpu/software.ts";
import { planningShare } from "../gpu/memory.ts";
import { stepCost } from "../gpu/step.ts";
import { workload, type GpuWorkload } from "../gpu/workload.ts";
import type { GpuLayout } from "../plan.ts";
import { releaseFactor } from "./calibration.ts";
import { fastestStream, type UncutWork } from "./choose-layout.ts";
import { genomeModels } from "./long-sequence-models.ts";
import { waferMemory } from "./memory.ts";
import { nominalMesh } from "./mesh.ts";
import { waferStep } from "./step.ts";

/** One machine with one software, asked for one model: whether it fits, and how fast it is. */
export interface LongSequenceCell {
  readonly hardware: string;
  readonly software: string;
  readonly era: "2022" | "today";
  readonly devices: number;
  readonly fits: boolean;
  /** Of the fullest device; the leanest way of cutting the work where none fits; one sequence at a time. **Unit** byte. */
  readonly neededBytes: number;
  /** The same cut where every activation is kept: what the run needs before anything is computed again. */
  readonly neededBytesKept: number;
  /** What a plan may fill of it. **Unit** byte. */
  readonly availableBytes: number;
  /** Attention scores of one layer held at once, where the software writes them to memory. **Unit** byte. */
  readonly scoreBytes: number;
  /** In words: degrees of parallelism, or the micro batch and where activations go. */
  readonly layout: string;
  /** **Unit** tokens a second of one device; null where it does not fit. */
  readonly tokensPerSecond: number | null;
}

/** One device of the second over one of the first, both of the same day. */
export interface SpeedRatio {
  readonly wafer: string;
  readonly gpu: string;
  readonly era: "2022" | "today";
  /** Null where the GPUs cannot run it at all. */
  readonly ratio: number | null;
}

export interface LongSequenceRow {
  readonly model: ModelShape;
  readonly sequenceLength: number;
  readonly globalBatchSize: number;
  readonly cells: readonly LongSequenceCell[];
  readonly ratios: readonly SpeedRatio[];
}

/** What was claimed in public for one of these models, to stand beside the prediction. Nothing is tuned to it. */
export const longSequenceClaim = {
  ratio: 832,
  text:
    "832 times is claimed for a wafer over the GPU software of 2022, which wrote attention scores to memory and ran out " +
    "of it; the measured table behind it is not public. Nothing here is tuned to it. With fused attention and " +
    "recompute, today's GPUs hold all three models.",
} as const;

interface GpuSetting {
  readonly system: string;
  readonly software: SoftwareId;
  readonly era: "2022" | "today";
  readonly label: string;
  readonly tensorDegrees: readonly number[];
  readonly zeroStage: 1 | 3;
}

/**
 * At Argonne: DeepSpeed with data parallelism alone, on nodes of four A100 with 40 GB, so that no more than four share a
 * layer. Megatron-LM cut layers too; its attention was unfused as well.
 */
const settings: readonly GpuSetting[] = [
  {
    system: "dgx-a100-40",
    software: "deepspeed",
    era: "2022",
    label: "DeepSpeed ZeRO-3 of 2022, attention in memory",
    tensorDegrees: [1],
    zeroStage: 3,
  },
  {
    system: "dgx-a100-40",
    software: "megatron-lm",
    era: "2022",
    label: "Megatron-LM of 2022, attention in memory",
    tensorDegrees: [1, 2, 4],
    zeroStage: 1,
  },
  {
    system: "dgx-a100-40",
    software: "megatron-core",
    era: "today",
    label: "Megatron Core of today, fused attention",
    tensorDegrees: [1, 2, 4],
    zeroStage: 1,
  },
  {
    system: "dgx-h100",
    software: "megatron-core",
    era: "today",
    label: "Megatron Core of today, fused attention",
    tensorDegrees: [1, 2, 4, 8],
    zeroStage: 1,
  },
];

const gpus = 64;
const batch = 128;
const sequenceLength = 10_240;

function* layoutsOf({ tensorDegrees, zeroStage }: GpuSetting, model: ModelShape): Generator<GpuLayout> {
  for (const tensorParallel of tensorDegrees.filter((degree) => model.heads % degree === 0)) {
    for (const pipelineParallel of [1, 2, 4, 8].filter((degree) => model.layers % degree === 0)) {
      if (zeroStage === 3 && pipelineParallel > 1) continue;
      const dataParallel = gpus / tensorParallel / pipelineParallel;
      for (const recompute of ["none", "selective", "full"] as const) {
        yield {
          kind: "gpu",
          tensorParallel,
          pipelineParallel,
          dataParallel,
          virtualPipeline: 1,
          microbatchSize: 1,
          microbatches: batch / dataParallel,
          recompute,
          zeroStage,
          sequenceParallel: tensorParallel > 1 && zeroStage === 1,
        };
      }
    }
  }
}

const nameCut = ({ tensorParallel, pipelineParallel, dataParallel, recompute }: GpuLayout): string =>
  `tensor ${tensorParallel}, pipeline ${pipelineParallel}, data ${dataParallel}, ${recompute} recompute`;

function workOn(setting: GpuSetting, model: ModelShape): GpuWorkload {
  const system = findSystem(setting.system);
  if (system?.kind !== "gpu") throw new RangeError(`a GPU of the catalog is needed, received "${setting.system}"`);
  return workload({
    model,
    sequenceLength,
    globalBatchSize: batch,
    dtype: "bf16",
    machine: machineOf(system),
    software: softwareCatalog[setting.software],
    devices: gpus,
    ...(setting.era === "2022" ? { release: 2022.8 } : {}),
  });
}

/** Scores and their softmax of one layer and sequence in 16 bits, with a mask of one byte. **Source** arXiv 2205.05198. */
const scoreBytesOf = (model: ModelShape, tensorParallel: number): number =>
  (5 * model.heads * sequenceLength ** 2) / tensorParallel;

function gpuCell(setting: GpuSetting, model: ModelShape): LongSequenceCell {
  const work = workOn(setting, model);
  const sized = [...layoutsOf(setting, model)].map((layout) => ({ layout, bytes: rankMemory(work, layout).total }));
  const available = work.machine.memory * planningShare;
  const leanest = sized.reduce((best, next) => (next.bytes < best.bytes ? next : best));
  const fitting = sized
    .filter(({ bytes }) => bytes <= available)
    .map(({ layout, bytes }) => ({ layout, bytes, seconds: stepCost(work, layout).total }))
    .toSorted((left, right) => left.seconds - right.seconds);
  const chosen = fitting[0];
  const { layout, bytes } = chosen ?? leanest;
  return {
    hardware: work.machine.label,
    software: setting.label,
    era: setting.era,
    devices: gpus,
    fits: chosen !== undefined,
    neededBytes: bytes,
    neededBytesKept: rankMemory(work, { ...layout, recompute: "none" }).total,
    availableBytes: available,
    scoreBytes: work.software.fusedAttention ? 0 : scoreBytesOf(model, layout.tensorParallel),
    layout: nameCut(layout),
    tokensPerSecond: chosen ? (batch * sequenceLength) / chosen.seconds / gpus : null,
  };
}

const places = {
  resident: "activations on the wafer",
  spilled: "activations on their servers",
  recomputed: "activations computed again",
} as const;

function waferCell(id: string, era: "2022" | "today", model: ModelShape): LongSequenceCell {
  const system = findSystem(id);
  if (system?.kind !== "wafer") throw new RangeError(`a wafer of the catalog is needed, received "${id}"`);
  const release = era === "2022" ? releaseFactor("2022") : 1;
  const uncut: UncutWork = { system, mesh: nominalMesh(system), model, sequenceLength, release };
  const work = fastestStream(uncut, 1, batch);
  const one = waferMemory(system, model, sequenceLength, { microbatchSize: 1, activations: "recomputed" });
  const kept = waferMemory(system, model, sequenceLength, { microbatchSize: 1, activations: "resident" });
  const { layout } = work ?? {};
  return {
    hardware: system.label,
    software: era === "2022" ? "Weight streaming of 2022" : "Weight streaming of today",
    era,
    devices: 1,
    fits: work !== undefined,
    neededBytes: one.total,
    neededBytesKept: kept.total,
    availableBytes: system.memory.value,
    scoreBytes: 0,
    layout: layout ? `${layout.microbatchSize} sequences at a time, ${places[layout.activations]}` : "none",
    tokensPerSecond: work ? (batch * sequenceLength) / waferStep(work).total : null,
  };
}

function ratiosOf(cells: readonly LongSequenceCell[]): SpeedRatio[] {
  const wafers = cells.filter(({ hardware }) => /CS-/.test(hardware));
  const others = cells.filter((cell) => !wafers.includes(cell));
  return wafers.flatMap((wafer) =>
    others
      .filter(({ era }) => era === wafer.era)
      .map((gpu) => ({
        wafer: wafer.hardware,
        gpu: `${gpu.hardware}, ${gpu.software}`,
        era: wafer.era,
        ratio: gpu.tokensPerSecond && wafer.tokensPerSecond ? wafer.tokensPerSecond / gpu.tokensPerSecond : null,
      })),
  );
}

/**
 * The genome models at 10,240 tokens on 64 GPUs and on one wafer, with the software of 2022 and of today: what fits,
 * what runs out of memory and by how much, and the ratio of speeds of one wafer to one GPU.
 */
export function longSequenceComparison(models: readonly ModelShape[] = genomeModels): LongSequenceRow[] {
  return models.map((model) => {
    const cells = [
      ...settings.map((setting) => gpuCell(setting, model)),
      waferCell("cs-2", "2022", model),
      waferCell("cs-2", "today", model),
      waferCell("cs-3", "today", model),
    ];
    return { model, sequenceLength, globalBatchSize: batch, cells, ratios: ratiosOf(cells) };
  });
}
