import {
  type AccuracyMatch,
  type Ask,
  clusterOfJson,
  findSystem,
  hardwareCatalog,
  type HardwareChoice,
  type ModelShape,
  parameterCount,
  publishedAsk,
  type Reason,
  sensibleDevices,
  tokensToMatch,
} from "@ingot/compute";
import type { z } from "zod";
import type { ServiceError } from "../errors.ts";
import { planLimits } from "./limits.ts";
import { known, readConfig, readModel, refuse } from "./model.ts";
import { planned } from "./outcome.ts";
import type { plannedAskSchema, planComputeInput } from "./schemas.ts";

type Input = z.infer<typeof planComputeInput>;
/** What of an input says what is trained. */
export type AskInput = Pick<
  Input,
  "model" | "config" | "tokens" | "match" | "sequence_length" | "global_batch_size" | "dtype"
> & {
  readonly unique_tokens?: number | undefined;
};

/** What is planned, and what of the configuration was left aside. */
export interface PlannedAsk {
  readonly ask: Ask;
  readonly ignored: readonly Reason[];
  readonly match: AccuracyMatch | null;
}

/** Tokens to a published run's accuracy; experts count by the parameters at work. */
function matchOf(shape: ModelShape, { match, tokens: given, unique_tokens }: AskInput): AccuracyMatch | null {
  if (match === undefined) return null;
  if (given !== undefined) throw refuse("match", `finds the tokens, so none are given beside it; received ${given}`);
  const found = planned(() => tokensToMatch(match, parameterCount(shape).active, unique_tokens));
  if (found.tokens === undefined) throw refuse("match", `${found.text} Received "${match}".`);
  return found;
}

/** **Throws** VALIDATION with the rule and the value received. */
export function askOf(input: AskInput): PlannedAsk {
  const { shape, ignored } = input.config === undefined ? readModel(input.model ?? "") : readConfig(input.config);
  const match = matchOf(shape, input);
  const ask = publishedAsk({
    model: shape,
    tokens: input.tokens ?? match?.tokens,
    sequenceLength: input.sequence_length,
    globalBatchSize: input.global_batch_size,
    dtype: input.dtype,
  });
  const sequenceLength = Math.min(ask.sequenceLength, planLimits.sequenceLength);
  return { ask: { ...ask, sequenceLength }, ignored, match };
}

type Hardware = Pick<Input, "system" | "cluster" | "devices" | "layout" | "wafer">;

/** A described cluster, all of it unless fewer are asked for. */
function describedChoice(cluster: Record<string, unknown>, devices: number | undefined): HardwareChoice {
  const read = clusterOfJson(cluster);
  if ("refusal" in read) throw refuse("cluster", read.refusal.map(({ text }) => text).join(" "));
  const { system, devices: all } = read.cluster;
  return { system: system.id, devices: devices ?? Math.min(all, planLimits.devices), described: system };
}

/** **Throws** VALIDATION for a system that the catalog lacks, a cluster that is none, or one that cannot fix a layout. */
export function choiceOf(ask: Ask, input: Hardware): HardwareChoice {
  const ofWafers = Object.keys(input.wafer);
  const refuseWafer = (received: string): ServiceError =>
    refuse("wafer", `${ofWafers.join(", ")} can be said of wafers alone; received ${received}`);
  if (input.cluster !== undefined) {
    if (ofWafers.length > 0) throw refuseWafer("a cluster of GPUs");
    return describedChoice(input.cluster, input.devices);
  }
  const system = findSystem(input.system ?? "");
  if (!system) throw refuse("system", `one of ${known(hardwareCatalog)}; received "${input.system}"`);
  if (system.kind === "gpu" && ofWafers.length > 0) throw refuseWafer(`"${system.id}"`);
  const fixed = Object.keys(input.layout);
  if (system.kind === "wafer" && fixed.length > 0) {
    throw refuse("layout", `a wafer runs a model whole, so nothing is fixed; received ${fixed.join(", ")}`);
  }
  return { system: system.id, devices: input.devices ?? Math.min(sensibleDevices(ask, system), planLimits.devices) };
}

function matchToWire({ run, fits, tokens: count, text }: AccuracyMatch) {
  return {
    run: run.id,
    label: run.label,
    source: run.source,
    tokens: count ?? 0,
    fits: fits.map(({ fit, loss, outcome }) => ({
      fit,
      loss,
      tokens: outcome.kind === "tokens" ? outcome.tokens : null,
    })),
    text,
  };
}

/** The ask as it was understood, every default filled in. */
export function askToWire({ ask, ignored, match }: PlannedAsk): z.infer<typeof plannedAskSchema> {
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
    match: match && matchToWire(match),
  };
}
