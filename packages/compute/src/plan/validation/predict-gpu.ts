import { forwardFlopsPerToken } from "../../model/flops.ts";
import type { GpuFamily } from "../../hardware/system.ts";
import { familyCalibration, type FamilyCalibration } from "../gpu/calibration.ts";
import { rankMemory } from "../gpu/memory.ts";
import { softwareCatalog, type Software, type SoftwareId } from "../gpu/software.ts";
import { stepCost } from "../gpu/step.ts";
import { newestRelease, softwareFor, workload, type GpuWorkload } from "../gpu/workload.ts";
import type { Dtype, GpuLayout } from "../plan.ts";
import { cell, count, notes, recordsGraphs, type RowPrediction, type ValidationRow, wholeTokens } from "./row.ts";
import { likelyLayout, rowLayouts } from "./row-layout.ts";
import { rowMachine, rowSoftware } from "./row-machine.ts";
import { rowModel } from "./row-model.ts";

/** Constants to predict with: the catalog's, or others while they are being fitted. */
export interface Constants {
  readonly software: Readonly<Record<SoftwareId, Software>>;
  readonly family: Readonly<Record<GpuFamily, FamilyCalibration>>;
}

/** The constants that plans are made with. */
const shippedConstants: Constants = { software: softwareCatalog, family: familyCalibration };

const dtypes: Readonly<Record<string, Dtype>> = {
  fp16: "fp16",
  bf16: "bf16",
  fp8: "fp8",
  mxfp8: "fp8",
  nvfp4: "fp4",
  fp32: "fp32",
  tf32: "tf32",
};

/** A row as the planner sees it, before any constant is known: what to compute, and the layouts it may have had. */
export interface RowReading {
  readonly row: ValidationRow;
  readonly software: SoftwareId;
  /** Constants of the catalog stand in until `workWith` puts others in their place. */
  readonly work: GpuWorkload;
  readonly layouts: readonly GpuLayout[];
}

/** A row as the planner sees it. */
export interface RowCase {
  readonly work: GpuWorkload;
  readonly layout: GpuLayout;
  readonly tokensPerStep: number;
  readonly gpus: number;
}

function scalingOf(row: ValidationRow): GpuWorkload["scaling"] {
  if (row.dtype === "mxfp8" || row.dtype === "nvfp4") return "block";
  return /rowwise/.test(notes(row)) ? "row" : "tensor";
}

/** Decimal year of the framework's release: from its container's or its tables' name, else the middle of the row's year. */
function releaseOf(row: ValidationRow): number {
  const named = /container (\d\d)\.(\d\d)/.exec(notes(row)) ?? /\b(2\d)\.(\d\d)\b/.exec(row.source ?? "");
  if (named) return 2000 + Number(named[1]) + (Number(named[2]) - 0.5) / 12;
  return count(row, "year", newestRelease - 0.5) + 0.5;
}

function rowWork(row: ValidationRow): GpuWorkload | string {
  const machine = rowMachine(row);
  if (!machine) return `the hardware "${row.hardware}" is no GPU of a known family`;
  const model = rowModel(row);
  if (!model) return "layers, hidden size or heads are not stated";
  const dtype = dtypes[row.dtype ?? ""];
  const release = releaseOf(row);
  const sequenceLength = cell(row, "seq_len");
  const devices = cell(row, "gpus");
  if (sequenceLength === undefined) return "the sequence length is not stated";
  if (!dtype) return `the precision is one of ${Object.keys(dtypes).join(", ")}, received "${row.dtype}"`;
  if (devices === undefined) return "the number of GPUs is not stated";
  if (!machine.peaks[dtype]) return `${row.hardware} has no ${dtype} matrix unit`;
  return workload({
    model,
    sequenceLength,
    globalBatchSize: count(row, "global_batch"),
    dtype,
    machine,
    software: softwareCatalog[rowSoftware(row)],
    devices,
    scaling: scalingOf(row),
    asyncTensor: /async TP/.test(notes(row)),
    graphs: recordsGraphs(row, release),
    // What llm-foundry takes unless told otherwise.
    fusedLoss: /llm-foundry|MosaicML/.test(row.source ?? ""),
    reducesIn16: /mp_mode=PURE/.test(notes(row)),
    release,
  });
}

/** **Returns** what a row says, or why it cannot be expressed. */
export function readRow(row: ValidationRow): RowReading | string {
  const work = rowWork(row);
  if (typeof work === "string") return work;
  const layouts = rowLayouts(row, work);
  return typeof layouts === "string" ? layouts : { row, software: work.software.id, work, layouts };
}

/** **Returns** the work of a row under other constants. */
export const workWith = ({ work, software }: RowReading, constants: Constants): GpuWorkload => ({
  ...work,
  software: softwareFor(constants.software[software], work),
  family: constants.family[work.machine.family],
});

/** **Returns** a row's workload and layout, or why it cannot be expressed. */
export function rowCase(row: ValidationRow): RowCase | string {
  const reading = readRow(row);
  return typeof reading === "string" ? reading : caseOf(reading, reading.work);
}

const tokensOf = ({ dataParallel, microbatchSize, microbatches }: GpuLayout, work: GpuWorkload): number =>
  dataParallel * microbatchSize * microbatches * work.sequenceLength;

function caseOf({ layouts }: RowReading, work: GpuWorkload): RowCase {
  const layout = likelyLayout(work, layouts);
  return { work, layout, tokensPerStep: tokensOf(layout, work), gpus: work.devices };
}

/** FLOPs a token as the source of a row counts them: some include what is recomputed. */
function countedFlops(row: ValidationRow, work: GpuWorkload): number {
  const forward = forwardFlopsPerToken(work.model, work.sequenceLength);
  const again = /full recompute/i.test(notes(row)) && /FLOP/.test(notes(row)) ? forward.weights + forward.attention : 0;
  return 3 * (forward.weights + forward.attention + forward.logits) + again;
}

/** Share of a whole run's time that trains: restarts, evaluation, the rest of the fleet. **Source** Llama 3: above 90 %. */
const goodput = 0.9;

/** **Returns** a step's time in the metric of the row. */
function inMetric(row: ValidationRow, { work, layout }: Pick<RowCase, "work" | "layout">, step: number): RowPrediction {
  const rate = tokensOf(layout, work) / step / work.devices;
  const whole = wholeTokens(row) ?? Number.NaN;
  switch (row.measured_metric) {
    case "step_s":
      return { predicted: step };
    case "tokens_per_s_per_gpu":
      return { predicted: rate };
    case "tflops_per_gpu":
      return { predicted: (rate * countedFlops(row, work)) / 1e12 };
    case "mfu":
      return { predicted: (rate * countedFlops(row, work)) / (work.machine.peaks.bf16 ?? work.peak) };
    case "gpu_hours":
      return { predicted: whole / rate / 3600 / goodput };
    case "days":
      return { predicted: whole / rate / work.devices / 86_400 / goodput };
    default:
      return { unsupported: `the metric "${row.measured_metric}" is not predicted` };
  }
}

/** Predicts a row that was read, in its own metric, under the given constants. */
export function predictReading(reading: RowReading, constants: Constants = shippedConstants): RowPrediction {
  const { row } = reading;
  const { work, layout } = caseOf(reading, workWith(reading, constants));
  if (row.measured_metric === "fits") {
    return { predicted: rankMemory(work, layout).total <= work.machine.memory ? 1 : 0 };
  }
  if (row.measured_metric === "mem_gb_per_gpu") {
    const memory = rankMemory(work, layout);
    // A driver's count holds the context too; a framework's allocator does not.
    const counted = /nvidia-smi/.test(notes(row)) ? memory.total : memory.total - Math.min(memory.reserved, 2e9);
    return { predicted: counted / 2 ** 30 };
  }
  return inMetric(row, { work, layout }, stepCost(work, layout).total);
}

/** Predicts one GPU row in its own metric with its own layout. */
export function predictGpuRow(row: ValidationRow): RowPrediction {
  const reading = readRow(row);
  return typeof reading === "string" ? { unsupported: reading } : predictReading(reading);
}
