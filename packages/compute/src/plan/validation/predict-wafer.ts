import { findSystem } from "../../hardware/catalog.ts";
import type { WaferSystem } from "../../hardware/system.ts";
import type { ModelShape } from "../../model/shape.ts";
import { releaseFactor } from "../wafer/calibration.ts";
import { largestMicrobatch } from "../wafer/memory.ts";
import { waferStep, type WaferWork } from "../wafer/step.ts";
import { cell, count, notes, type RowPrediction, type ValidationRow } from "./row.ts";
import { rowModel } from "./row-model.ts";

function systemOf(row: ValidationRow): WaferSystem | undefined {
  const name = /CS-\d/.exec(row.hardware ?? "")?.[0].toLowerCase();
  const system = name === undefined ? undefined : findSystem(name);
  return system?.kind === "wafer" ? system : undefined;
}

interface Shape {
  readonly system: WaferSystem;
  readonly model: ModelShape;
  readonly sequenceLength: number;
  readonly release: number;
}

/** The fastest way to hold the activations of the batch that the row states. */
function workOf(shape: Shape, row: ValidationRow): WaferWork | undefined {
  const systems = count(row, "gpus");
  const sequences = Math.max(1, Math.floor(count(row, "global_batch", 64 * systems) / systems));
  let best: WaferWork | undefined;
  for (const activations of ["resident", "spilled", "recomputed"] as const) {
    const size = largestMicrobatch(shape.system, shape.model, shape.sequenceLength, sequences, activations);
    if (size === undefined) continue;
    const accumulation = sequences / size;
    const layout = { kind: "wafer", systems, microbatchSize: size, accumulation, activations } as const;
    const work: WaferWork = { ...shape, layout };
    if (!best || waferStep(work).total < waferStep(best).total) best = work;
  }
  return best;
}

function shapeOf(row: ValidationRow): Shape | string {
  const system = systemOf(row);
  if (!system) return `the hardware "${row.hardware}" is no wafer of the catalog`;
  if (/T5/.test(row.model ?? "")) return "encoder-decoder models are not expressed yet";
  const model = rowModel(row);
  if (!model) return "layers, hidden size or heads are not stated";
  // The logs that leave the length out ran the model zoo's 2,048.
  const release = releaseFactor(row.software_date ?? "");
  return { system, model, sequenceLength: cell(row, "seq_len") ?? 2048, release };
}

/** Predicts one wafer row in its own metric; an input-bound run is recognised by its note and not predicted. */
export function predictWaferRow(row: ValidationRow): RowPrediction {
  if (/input bound/.test(notes(row))) return { unsupported: "the run was bound by its input worker" };
  const shape = shapeOf(row);
  if (typeof shape === "string") return { unsupported: shape };
  const work = workOf(shape, row);
  if (row.measured_metric === "fits") return { predicted: work ? 1 : 0 };
  if (!work) return { unsupported: `one sequence of ${shape.sequenceLength} tokens does not fit the wafer` };
  const { layout } = work;
  const step = waferStep(work).total;
  const tokens = layout.systems * layout.microbatchSize * layout.accumulation * shape.sequenceLength;
  if (row.measured_metric === "step_s") return { predicted: step };
  if (row.measured_metric === "tokens_per_s_per_gpu") return { predicted: tokens / step / layout.systems };
  const whole = Number(/tokens=([\d.e+]+)/.exec(notes(row))?.[1] ?? Number.NaN);
  if (row.measured_metric === "days") return { predicted: (whole / tokens) * (step / 86_400) };
  return { unsupported: `the metric "${row.measured_metric}" is not predicted` };
}
