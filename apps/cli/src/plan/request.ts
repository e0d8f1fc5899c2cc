import {
  type AccuracyMatch,
  type Ask,
  clusterOfJson,
  countInWords,
  findModel,
  findSystem,
  hardwareCatalog,
  type HardwareChoice,
  modelCatalog,
  type ModelShape,
  parameterCount,
  publishedAsk,
  sensibleDevices,
  shapeOfConfig,
  tokensToMatch,
} from "@ingot/compute";
import { readJson } from "../read-json.ts";
import { Refusal } from "../refusal.ts";
import { type LayoutOptions, pinnedOf } from "./layout-options.ts";
import { type Held, planned } from "./outcome.ts";
import type { WaferChoices } from "./wafer-options.ts";

/** Options of the command that say what is planned on what. */
export interface RequestOptions extends WaferChoices, LayoutOptions {
  readonly model?: string;
  readonly config?: string;
  readonly hardware?: string;
  readonly cluster?: string;
  readonly devices?: number;
  readonly systems?: number;
  readonly tokens?: number;
  readonly match?: string;
  readonly uniqueTokens?: number;
  readonly batch?: number;
  readonly sequence?: number;
  readonly dtype: Ask["dtype"];
  readonly search: "usual" | "whole";
}

export interface Request {
  readonly ask: Ask;
  readonly choice: HardwareChoice;
  readonly held: Held;
  /** The published run whose accuracy decides the tokens. */
  readonly match?: AccuracyMatch;
  /** What was assumed and what was left aside, to be told beside the answer. */
  readonly remarks: readonly string[];
}

const ids = (entries: readonly { readonly id: string }[]): string => entries.map((entry) => entry.id).join(", ");

function modelOf({ model, config }: RequestOptions): { readonly model: ModelShape; readonly remarks: string[] } {
  if ((model === undefined) === (config === undefined)) {
    throw new Refusal("name a model by --model, or a Hugging Face configuration by --config, one of the two");
  }
  if (model !== undefined) {
    const found = findModel(model);
    if (!found) throw new Refusal(`--model is one of ${ids(modelCatalog)}, received "${model}"`);
    return { model: found, remarks: [] };
  }
  const file = config ?? "";
  const imported = shapeOfConfig(readJson(file));
  if ("refusal" in imported) throw new Refusal(`${file}: ${imported.refusal.map(({ text }) => text).join(" ")}`);
  return { model: imported.shape, remarks: imported.ignored.map(({ text }) => text) };
}

/** Every system of the catalog, to be told. */
export const systemIds = (): string => ids(hardwareCatalog);

/** **Throws** Refusal for a system that the catalog lacks. */
export function choiceOf(ask: Ask, id: string, devices: number | undefined): HardwareChoice {
  const system = findSystem(id);
  if (!system) throw new Refusal(`--hardware is one of ${systemIds()}, received "${id}"`);
  return { system: id, devices: devices ?? sensibleDevices(ask, system) };
}

/** **Throws** Refusal for `--systems` beside GPUs, or beside `--devices`. */
function devicesOf({ devices, systems, hardware = "" }: RequestOptions): number | undefined {
  if (systems === undefined) return devices;
  if (devices !== undefined) throw new Refusal("give --devices or --systems, which mean the same, not both");
  if (findSystem(hardware)?.kind === "gpu") {
    throw new Refusal(`--systems counts wafers; GPUs are counted by --devices, received --hardware ${hardware}`);
  }
  return systems;
}

/** Tokens to a published run's accuracy; experts count by the parameters at work. **Throws** Refusal where none reach it. */
function matchOf(model: ModelShape, { match, tokens: given, uniqueTokens }: RequestOptions): AccuracyMatch | undefined {
  if (match === undefined) return undefined;
  if (given !== undefined) throw new Refusal("give --tokens or --match, which finds the tokens, not both");
  const found = planned(() => tokensToMatch(match, parameterCount(model).active, uniqueTokens));
  if (found.tokens === undefined) throw new Refusal(`--match ${match}: ${found.text}`);
  return found;
}

/** What is asked, with published defaults. **Throws** Refusal with the rule and the value received. */
function askOf(options: RequestOptions): Pick<Request, "ask" | "match" | "remarks"> {
  const { model, remarks } = modelOf(options);
  const match = matchOf(model, options);
  const ask = publishedAsk({
    model,
    tokens: options.tokens ?? match?.tokens,
    sequenceLength: options.sequence,
    globalBatchSize: options.batch,
    dtype: options.dtype,
  });
  if (match !== undefined) return { ask, match, remarks: [...remarks, match.text] };
  const each = Math.round(ask.tokens / parameterCount(model).active);
  const guess =
    options.tokens === undefined ? [`--tokens was left out: ${countInWords(ask.tokens)}, ${each} a parameter`] : [];
  return { ask, remarks: [...remarks, ...guess] };
}

/** A cluster of one's own, all of it unless fewer GPUs are asked for. **Throws** Refusal with every field that is wrong. */
function describedChoice(file: string, devices: number | undefined): HardwareChoice {
  const read = clusterOfJson(readJson(file));
  if ("refusal" in read) throw new Refusal(`${file}: ${read.refusal.map(({ text }) => text).join(" ")}`);
  const { system, devices: all } = read.cluster;
  return { system: system.id, devices: devices ?? all, described: system };
}

function hardwareOf(ask: Ask, options: RequestOptions): HardwareChoice {
  const { hardware, cluster } = options;
  if (hardware !== undefined && cluster !== undefined) throw new Refusal("give --hardware or --cluster, not both");
  if (cluster !== undefined) return describedChoice(cluster, devicesOf(options));
  if (hardware !== undefined) return choiceOf(ask, hardware, devicesOf(options));
  throw new Refusal(`name the hardware by --hardware (one of ${systemIds()}), or your own cluster by --cluster`);
}

/** Everything that the options say. **Throws** Refusal with the rule and the value received. */
export function requestOf(options: RequestOptions): Request {
  const asked = askOf(options);
  const { sparsity, harvest, softwareDate, execution, defects } = options;
  const wafer = { sparsity, harvest, softwareDate, execution, defects } as WaferChoices;
  return {
    ...asked,
    choice: hardwareOf(asked.ask, options),
    held: { pinned: pinnedOf(options), whole: options.search === "whole", wafer },
  };
}
