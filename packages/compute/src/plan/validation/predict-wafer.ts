import { findSystem } from "../../hardware/catalog.ts";
import type { WaferSystem } from "../../hardware/system.ts";
import { findModel } from "../../model/catalog.ts";
import type { ModelShape } from "../../model/shape.ts";
import { releaseFactor, type WaferCalibration } from "../wafer/calibration.ts";
import { fastestStream, pipelineLayout, type UncutWork } from "../wafer/choose-layout.ts";
import type { WaferWork } from "../wafer/layer.ts";
import { nominalMesh } from "../wafer/mesh.ts";
import { pipelinedStep } from "../wafer/pipeline.ts";
import { waferStep, type WaferStep } from "../wafer/step.ts";
import { cell, count, notes, type RowPrediction, type ValidationRow, wholeTokens } from "./row.ts";
import { rowModel } from "./row-model.ts";

function systemOf(row: ValidationRow): WaferSystem | undefined {
  const name = /CS-\d/.exec(row.hardware ?? "")?.[0].toLowerCase();
  const system = name === undefined ? undefined : findSystem(name);
  return system?.kind === "wafer" ? system : undefined;
}

/** A dense decoder of the stated size in usual proportions: heads of 128, as many hidden values to a layer as layers. */
function usualShape(row: ValidationRow): ModelShape | undefined {
  const billions = cell(row, "params_b");
  if (billions === undefined) return undefined;
  const layers = Math.max(1, Math.round(((billions * 1e9) / (12 * 128 ** 2)) ** (1 / 3)));
  const columns = { layers, hidden: 128 * layers, heads: layers, ffn_hidden: 512 * layers, kv_heads: layers };
  const stated = Object.entries(columns).filter(([column]) => !row[column]);
  return rowModel({ ...row, ...Object.fromEntries(stated.map(([column, value]) => [column, String(value)])) });
}

/** A price list names what the run will take, on the software that will carry it out: not the month's measured one. */
const isQuoted = (row: ValidationRow): boolean => /list price|quoted/.test(notes(row));

/** Whether a row's note says that the whole model lay on the wafer. */
export const isPipelined = (row: ValidationRow): boolean => /pipelined|pipeline (execution|mode)/i.test(notes(row));

/**
 * Runs whose public logs or configurations show that the hosts before the wafer set their speed. Rows do not say how many
 * processes prepare their input, so they are not predicted. **Source** Argonne's AI Testbed user guide; Cerebras/modelzoo.
 */
const hostBound: readonly { readonly name: RegExp; readonly why: string }[] = [
  {
    name: /\bViT\b|vision transformer/i,
    why: "hosts decode and crop its pictures (two workers of two processes); the logs show bursts of 3,500 to 4,700 a second between waits, 780 over a run",
  },
  {
    name: /\bESM/i,
    why: "one process of one worker prepares its sequences (num_workers: 0); it delivers 600 to 1,000 a second, as those of BERT do",
  },
];

/** **Returns** why the input of a run bounds it, as far as its note or its public configuration tells. */
function inputBound(row: ValidationRow): string | undefined {
  if (/input[- ]bound/i.test(notes(row))) return "the run was bound by its input worker";
  const known = hostBound.find(({ name }) => name.test(row.model ?? ""));
  return known && `the run was bound by its input: ${known.why}`;
}

/** A price list names days, not always the systems behind them: as many as its days need would be no prediction. */
function openSystems(row: ValidationRow): string | undefined {
  const more = /[^;]*implies more than[^;]*/.exec(notes(row))?.[0].trim();
  return more && `the systems behind it are not stated: ${more}`;
}

/** Masked models score the masked tokens alone (15 % in BERT, arXiv 1810.04805), image models no words at all. */
function headShareOf({ label }: ModelShape): number | undefined {
  if (/\b(ViT|DiT)\b|vision|diffusion/i.test(label)) return 0;
  return /BERT|\bESM/i.test(label) ? 0.15 : undefined;
}

function workOf(row: ValidationRow, constants?: WaferCalibration): UncutWork | string {
  const system = systemOf(row);
  if (!system) return `the hardware "${row.hardware}" is no wafer of the catalog`;
  // A name of the catalog stands for its shape where the row states none.
  const model = rowModel(row) ?? findModel((row.model ?? "").toLowerCase()) ?? usualShape(row);
  if (!model) return "layers, hidden size or heads are not stated";
  const headShare = headShareOf(model);
  return {
    system,
    mesh: nominalMesh(system),
    model,
    // The logs that leave the length out ran the model zoo's 2,048.
    sequenceLength: cell(row, "seq_len") ?? 2048,
    release: isQuoted(row) ? 1 : releaseFactor(row.software_date ?? ""),
    ...(headShare === undefined ? {} : { headShare }),
    ...(constants ? { constants } : {}),
  };
}

/** The work as the row ran it: streamed with the stated batch, or the whole model on the wafer. */
function cutWork(row: ValidationRow, work: UncutWork): WaferWork | undefined {
  const systems = count(row, "gpus");
  const sequences = Math.max(1, Math.floor(count(row, "global_batch", 64 * systems) / systems));
  if (isPipelined(row)) return { ...work, layout: pipelineLayout(work, systems, sequences) };
  return fastestStream(work, systems, sequences);
}

const metrics: Readonly<Record<string, (work: WaferWork, step: WaferStep, row: ValidationRow) => number>> = {
  step_s: (_work, step) => step.total,
  tokens_per_s_per_gpu: (work, step) => tokensOf(work) / step.total / work.layout.systems,
  micro_batch: (work) => work.layout.microbatchSize,
  days: (work, step, row) => ((wholeTokens(row) ?? Number.NaN) / tokensOf(work)) * (step.total / 86_400),
};

const tokensOf = ({ layout, sequenceLength }: WaferWork): number =>
  layout.systems * layout.microbatchSize * layout.accumulation * sequenceLength;

/** A wafer row as far as a share of peak needs it. */
export interface WaferCase {
  readonly model: ModelShape;
  readonly sequenceLength: number;
  readonly tokensPerStep: number;
  readonly systems: number;
  readonly system: WaferSystem;
}

/** **Returns** what a wafer row ran, or undefined where it says too little or its input bounded it. */
export function waferCase(row: ValidationRow): WaferCase | undefined {
  const uncut = workOf(row);
  if (typeof uncut === "string" || inputBound(row) !== undefined) return undefined;
  const work = cutWork(row, uncut);
  if (!work) return undefined;
  const { model, sequenceLength, system, layout } = work;
  return { model, sequenceLength, system, tokensPerStep: tokensOf(work), systems: layout.systems };
}

/** Predicts one wafer row in its own metric; a run that its input bounds is recognised and not predicted. */
export function predictWaferRow(row: ValidationRow, constants?: WaferCalibration): RowPrediction {
  const uncut = workOf(row, constants);
  if (typeof uncut === "string") return { unsupported: uncut };
  const work = cutWork(row, uncut);
  const step = work && (isPipelined(row) ? pipelinedStep(work) : waferStep(work));
  if (row.measured_metric === "fits") return { predicted: step ? 1 : 0 };
  if (!work || !step) return { unsupported: `one sequence of ${uncut.sequenceLength} tokens does not fit the wafer` };
  const open = inputBound(row) ?? openSystems(row);
  if (open !== undefined) return { unsupported: open };
  const metric = metrics[row.measured_metric ?? ""];
  return metric
    ? { predicted: metric(work, step, row) }
    : { unsupported: `the metric "${row.measured_metric}" is not predicted` };
}
