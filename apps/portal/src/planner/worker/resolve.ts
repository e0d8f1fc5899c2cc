import {
  type Ask,
  clusterOfJson,
  type DescribedCluster,
  findModel,
  findSystem,
  type HardwareChoice,
  type HardwareSystem,
  type ModelShape,
  parameterCount,
  type PinnedLayout,
  publishedAsk,
  shapeOfConfig,
} from "@ingot/compute";
import { unpackJson } from "../link/packed.ts";
import type { PlannerQuestion } from "../state.ts";
import type { SettingView, UnreadableView } from "./message.ts";

/** A question as the planner takes it. */
export interface Resolved {
  readonly kind: "resolved";
  readonly ask: Ask;
  readonly choice: HardwareChoice;
  readonly system: HardwareSystem;
  readonly pins: PinnedLayout;
  readonly setting: SettingView;
}

/** Files stay the same while the slider moves: the last of each is kept unfolded. */
const unfolded = new Map<string, unknown>();

async function fileOf(name: string, packed: string): Promise<{ json: unknown } | { problem: string }> {
  if (unfolded.has(packed)) return { json: unfolded.get(packed) };
  try {
    const json = await unpackJson(packed);
    if (unfolded.size > 8) unfolded.clear();
    unfolded.set(packed, json);
    return { json };
  } catch {
    return { problem: `${name} in the link is damaged: paste the file again.` };
  }
}

type Read<Value> = { readonly value: Value; readonly remarks: readonly string[] } | { readonly problems: string[] };

async function modelOf({ model, config }: PlannerQuestion): Promise<Read<ModelShape>> {
  if (config === null) {
    const found = findModel(model);
    return found ? { value: found, remarks: [] } : { problems: [`no model of the catalog is called "${model}".`] };
  }
  const file = await fileOf("The model's file", config);
  if ("problem" in file) return { problems: [file.problem] };
  const imported = shapeOfConfig(file.json);
  if ("refusal" in imported) return { problems: imported.refusal.map(({ text }) => text) };
  return { value: imported.shape, remarks: imported.ignored.map(({ text }) => text) };
}

async function hardwareOf({ hardware, cluster }: PlannerQuestion): Promise<Read<HardwareSystem | DescribedCluster>> {
  if (cluster === null) {
    const found = findSystem(hardware);
    return found ? { value: found, remarks: [] } : { problems: [`no system of the catalog is called "${hardware}".`] };
  }
  const file = await fileOf("The cluster", cluster);
  if ("problem" in file) return { problems: [file.problem] };
  const read = clusterOfJson(file.json);
  if ("refusal" in read) return { problems: read.refusal.map(({ text }) => text) };
  return { value: read.cluster, remarks: [] };
}

function settingOf(ask: Ask, system: HardwareSystem, price: SettingView["powerPrice"], remarks: string[]): SettingView {
  return {
    model: ask.model.label,
    parameters: parameterCount(ask.model).total,
    tokens: ask.tokens,
    batch: ask.globalBatchSize,
    sequence: ask.sequenceLength,
    system: system.label,
    kind: system.kind,
    devicesMost: system.devicesMax.value,
    devicesPerNode: system.kind === "gpu" ? system.devicesPerNode.value : 1,
    dtypes: system.kind === "gpu" ? (Object.keys(system.peaks) as SettingView["dtypes"]) : ["bf16", "fp16"],
    remarks,
    powerPrice: price,
  };
}

function priceOf(described: DescribedCluster | null): SettingView["powerPrice"] {
  if (!described?.system.powerPrice) return null;
  const { value, unit } = described.system.powerPrice;
  return { perKilowattHour: value, currency: unit.split("/")[0] ?? "" };
}

/** Reads a question; every reason against it, where it cannot be read. */
export async function resolve(question: PlannerQuestion): Promise<Resolved | UnreadableView> {
  const [model, hardware] = await Promise.all([modelOf(question), hardwareOf(question)]);
  const problems = [model, hardware].flatMap((read) => ("problems" in read ? read.problems : []));
  if ("problems" in model || "problems" in hardware) return { kind: "unreadable", problems };
  const described = "devices" in hardware.value ? hardware.value : null;
  const system = "devices" in hardware.value ? hardware.value.system : hardware.value;
  const ask = publishedAsk({
    model: model.value,
    tokens: question.tokens,
    sequenceLength: question.sequence,
    globalBatchSize: question.batch,
    dtype: question.dtype,
  });
  const { devices } = question;
  const choice = described
    ? { system: system.id, devices, described: described.system }
    : { system: system.id, devices };
  const setting = settingOf(ask, system, priceOf(described), [...model.remarks, ...hardware.remarks]);
  return { kind: "resolved", ask, choice, system, pins: system.kind === "gpu" ? question.pins : {}, setting };
}
