import { forwardFlopsPerToken } from "../../model/flops.ts";
import { rankMemory } from "../gpu/memory.ts";
import { softwareCatalog, type Software, type SoftwareId } from "../gpu/software.ts";
import { stepCost } from "../gpu/step.ts";
import { familyCalibration, type FamilyCalibration } from "../gpu/calibration.ts";
import { workload, type GpuWorkload } from "../gpu/workload.ts";
import type { GpuFamily } from "../../hardware/system.ts";
import type { Dtype, GpuLayout } from "../plan.ts";
import { cell, count, notes, type RowPrediction, type ValidationRow } from "./row.ts";
import { rowLayout } from "./row-layout.ts";
import { rowMachine, rowSoftware } from "./row-machine.ts";
import { rowModel } from "./row-model.ts";

/** Constants to predict with: the catalog's, or others while they are being fitted. */
export interface Constants {
  readonly software: Readonly<Record<SoftwareId, Software>>;
  readonly family: Readonly<Record<GpuFamily, FamilyCalibration>>;
}

const shipped: Constants = { software: softwareCatalog, family: familyCalibration };

const dtypes: Readonly<Record<string, Dtype>> = {
  fp16: "fp16",
  bf16: "bf16",
  fp8: "fp8",
  mxfp8: "fp8",
  nvfp4: "fp4",
  fp32: "fp32",
  tf32: "tf32",
};

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

function rowWork(row: ValidationRow, constants: Constants): GpuWorkload | string {
  const machine = rowMachine(row);
  if (!machine) return `the hardware "${row.hardware}" is no GPU of a known family`;
  const model = rowModel(row);
  if (!model) return "layers, hidden size or heads are not stated";
  const dtype = dtypes[row.dtype ?? ""];
  const sequenceLength = cell(row, "seq_len");
  const devices = cell(row, "gpus");
  if (!dtype || sequenceLength === undefined) return "sequence length or precision is not stated";
  if (devices === undefined) return "the number of GPUs is not stated";
  if (!machine.peaks[dtype]) return `${row.hardware} has no ${dtype} matrix unit`;
  return workload({
    model,
    sequenceLength,
    globalBatchSize: count(row, "global_batch"),
    dtype,
    machine,
    software: constants.software[rowSoftware(row)],
    family: constants.family[machine.family],
    devices,
    scaling: scalingOf(row),
    asyncTensor: /async TP/.test(notes(row)),
    graphs: /CUDA graphs/.test(notes(row)),
    expertOverlap: /all-to-all overlapped/.test(notes(row)),
  });
}

/** **Returns** a row's workload and layout, or why it cannot be expressed. */
export function rowCase(row: ValidationRow, constants: Constants = shipped): RowCase | string {
  const work = rowWork(row, constants);
  if (typeof work === "string") return work;
  const { sequenceLength, devices: gpus } = work;
  const layout = rowLayout(row, work);
  if (typeof layout === "string") return layout;
  const batch = layout.dataParallel * layout.microbatchSize * layout.microbatches;
  return { work, layout, tokensPerStep: batch * sequenceLength, gpus };
}

/** FLOPs a token as the source of a row counts them: some include what is recomputed. */
function countedFlops(row: ValidationRow, found: RowCase): number {
  const forward = forwardFlopsPerToken(found.work.model, found.work.sequenceLength);
  const again = /full recompute/i.test(notes(row)) && /FLOP/.test(notes(row)) ? forward.weights + forward.attention : 0;
  return 3 * (forward.weights + forward.attention + forward.logits) + again;
}

/** Share of a whole run's time that trains: restarts, evaluation, the rest of the fleet. **Source** Llama 3: above 90%. */
const goodput = 0.9;

function fromStep(row: ValidationRow, found: RowCase, step: number): RowPrediction {
  const { tokensPerStep, gpus, work } = found;
  const rate = tokensPerStep / step / gpus;
  const whole = Number(/tokens=([\d.e+]+)/.exec(notes(row))?.[1] ?? Number.NaN);
  switch (row.measured_metric) {
    case "step_s":
      return { predicted: step };
    case "tokens_per_s_per_gpu":
      return { predicted: rate };
    case "tflops_per_gpu":
      return { predicted: (rate * countedFlops(row, found)) / 1e12 };
    case "mfu":
      return { predicted: (rate * countedFlops(row, found)) / (work.machine.peaks.bf16 ?? work.peak) };
    case "gpu_hours":
      return { predicted: whole / rate / 3600 / goodput };
    case "days":
      return { predicted: whole / rate / gpus / 86_400 / goodput };
    default:
      return { unsupported: `the metric "${row.measured_metric}" is not predicted` };
  }
}

/** Predicts one GPU row in its own metric with its own layout. */
export function predictGpuRow(row: ValidationRow, constants: Constants = shipped): RowPrediction {
  const found = rowCase(row, constants);
  if (typeof found === "string") return { unsupported: found };
  const memory = rankMemory(found.work, found.layout);
  if (row.measured_metric === "fits") return { predicted: memory.total <= found.work.machine.memory ? 1 : 0 };
  if (row.measured_metric === "mem_gb_per_gpu") {
    // A driver's count holds the context too; a framework's allocator does not.
    const counted = /nvidia-smi/.test(notes(row)) ? memory.total : memory.total - Math.min(memory.reserved, 2e9);
    return { predicted: counted / 2 ** 30 };
  }
  return fromStep(row, found, stepCost(found.work, found.layout).total);
}
