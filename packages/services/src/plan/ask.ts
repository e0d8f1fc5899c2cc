import {
  type Ask,
  clusterOfJson,
  findModel,
  findSystem,
  hardwareCatalog,
  type HardwareChoice,
  modelCatalog,
  type ModelShape,
  parameterCount,
  publishedRecipe,
  type Reason,
  sensibleDevices,
  shapeOfConfig,
} from "@ingot/compute";
import { tokens } from "@ingot/units";
import type { z } from "zod";
import { ServiceError } from "../errors.ts";
import { planLimits, type plannedAskSchema, type planComputeInput } from "./schemas.ts";

type Input = z.infer<typeof planComputeInput>;
/** What of an input says what is trained. */
export type AskInput = Pick<Input, "model" | "config" | "tokens" | "sequence_length" | "global_batch_size" | "dtype">;

/** What is planned, and what of the configuration was left aside. */
export interface PlannedAsk {
  readonly ask: Ask;
  readonly ignored: readonly Reason[];
}

const refuse = (field: string, message: string): ServiceError =>
  new ServiceError("VALIDATION", `${field}: ${message}`, { field });

const known = (entries: readonly { readonly id: string }[]): string => entries.map(({ id }) => id).join(", ");

function checkLength(field: string, json: unknown): void {
  const { length } = JSON.stringify(json);
  if (length <= planLimits.configBytes) return;
  throw refuse(field, `at most ${planLimits.configBytes} characters of JSON, received ${length}`);
}

function shapeOf({ model, config }: AskInput): { readonly shape: ModelShape; readonly ignored: readonly Reason[] } {
  if (model !== undefined) {
    const shape = findModel(model);
    if (shape) return { shape, ignored: [] };
    throw refuse("model", `one of ${known(modelCatalog)}; received "${model}"`);
  }
  checkLength("config", config);
  const imported = shapeOfConfig(config);
  if ("refusal" in imported) throw refuse("config", imported.refusal.map(({ text }) => text).join(" "));
  return imported;
}

/** A search grows with layers and experts: what is beyond these is planned on one's own machine. */
function checkSize(shape: ModelShape): void {
  const sizes: readonly (readonly [string, number, number])[] = [
    ["layers", shape.layers, planLimits.layers],
    ["hidden size", shape.hidden, planLimits.width],
    ["heads", shape.heads, planLimits.width],
    ["feed-forward width", shape.feedForward, planLimits.width],
    ["experts", shape.experts?.count ?? 0, planLimits.experts],
    ["parameters", parameterCount(shape).total, planLimits.parameters],
  ];
  for (const [name, value, most] of sizes) {
    if (value > most) throw refuse("config", `at most ${most} ${name} are planned here, received ${value}`);
  }
}

/** **Throws** VALIDATION with the rule and the value received. */
export function askOf(input: AskInput): PlannedAsk {
  const { shape, ignored } = shapeOf(input);
  checkSize(shape);
  const recipe = publishedRecipe(shape);
  const wanted = Math.max(1e9, Math.round((20 * parameterCount(shape).active) / 1e9) * 1e9);
  const sequenceLength = input.sequence_length ?? Math.min(recipe.sequenceLength.value, planLimits.sequenceLength);
  const ask: Ask = {
    model: shape,
    tokens: tokens(input.tokens ?? wanted),
    sequenceLength,
    globalBatchSize: input.global_batch_size ?? recipe.globalBatchSize.value,
    dtype: input.dtype,
  };
  return { ask, ignored };
}

type Hardware = Pick<Input, "system" | "cluster" | "devices" | "layout">;

/** A described cluster, all of it unless fewer are asked for. */
function describedChoice(cluster: Record<string, unknown>, devices: number | undefined): HardwareChoice {
  checkLength("cluster", cluster);
  const read = clusterOfJson(cluster);
  if ("refusal" in read) throw refuse("cluster", read.refusal.map(({ text }) => text).join(" "));
  const { system, devices: all } = read.cluster;
  return { system: system.id, devices: devices ?? Math.min(all, planLimits.devices), described: system };
}

/** **Throws** VALIDATION for a system that the catalog lacks, a cluster that is none, or one that cannot fix a layout. */
export function choiceOf(ask: Ask, input: Hardware): HardwareChoice {
  if (input.cluster !== undefined) return describedChoice(input.cluster, input.devices);
  const system = findSystem(input.system ?? "");
  if (!system) throw refuse("system", `one of ${known(hardwareCatalog)}; received "${input.system}"`);
  const fixed = Object.keys(input.layout);
  if (system.kind === "wafer" && fixed.length > 0) {
    throw refuse("layout", `a wafer runs a model whole, so nothing is fixed; received ${fixed.join(", ")}`);
  }
  return { system: system.id, devices: input.devices ?? Math.min(sensibleDevices(ask, system), planLimits.devices) };
}

/** The ask as it was understood, every default filled in. */
export function askToWire({ ask, ignored }: PlannedAsk): z.infer<typeof plannedAskSchema> {
  const parameters = parameterCount(ask.model);
  return {
    model: {
      id: ask.model.id,
      label: ask.model.label,
      parameters: parameters.total,
      active_parameters: parameters.active,
    },
    tokens: ask.tokens,
    sequence_length: ask.sequenceLength,
    global_batch_size: ask.globalBatchSize,
    dtype: ask.dtype,
    ignored: ignored.map(({ code, text, values }) => ({ code, text, values: { ...values } })),
  };
}
