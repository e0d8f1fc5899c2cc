import { gpuSystems } from "../../hardware/gpu-systems.ts";
import { plan } from "../dispatch.ts";
import { spell } from "../life.ts";
import type { Ask, HardwareChoice, Infeasible } from "../plan.ts";
import type { Change, Refusal } from "./explanation.ts";
import { settingOf } from "./setting.ts";
import { searchLayouts } from "../gpu/search.ts";
import { defaultSpace, type SearchSpace } from "../gpu/search/space.ts";
import type { GpuWorkload } from "../gpu/workload.ts";
import { seconds } from "@ingot/units";

type Kind = Change["kind"];

interface Candidate {
  readonly kind: Kind;
  readonly action: string;
  readonly ask: Ask;
  readonly choice: HardwareChoice;
  readonly distance: number;
}

/** Everything that a plan may put off the GPU, which the usual search leaves alone. */
function leanSpace(work: GpuWorkload): SearchSpace {
  return { ...defaultSpace(work), offloadedOptimizer: [0, 0.5, 1], offloadedLayers: true };
}

/** The same devices and ask with optimizer or activations in the host's memory. */
function offloadChange(ask: Ask, choice: HardwareChoice): Change | undefined {
  const { work } = settingOf(ask, choice);
  const found = searchLayouts(work, leanSpace(work)).best;
  if (!found) return undefined;
  const { offloadedLayers = 0, offloadedOptimizer = 0 } = found.layout;
  const what = [
    offloadedOptimizer > 0 ? "the optimizer's state" : "",
    offloadedLayers > 0 ? `the activations of ${offloadedLayers} layers a stage` : "",
  ].filter((name) => name !== "");
  const share = found.memory.total / work.machine.memory;
  const text =
    `Keep ${what.join(" and ")} in the host's memory: a step of ${spell(found.cost.total)}, ` +
    `the fullest device ${(share * 100).toFixed(0)}% full.`;
  return { kind: "layout", text, ask, choice, layout: found.layout, stepTime: seconds(found.cost.total), distance: 1 };
}

/** **Returns** the candidate as a change when a search under it finds a layout that fits. */
function verified(candidate: Candidate): Change | undefined {
  const { kind, action, ask, choice, distance } = candidate;
  const outcome = plan(ask, choice);
  if (outcome.kind === "infeasible") return undefined;
  const share = outcome.memory.used / outcome.memory.available;
  const text = `${action}: a step of ${spell(outcome.stepTime)}, the fullest device ${(share * 100).toFixed(0)}% full.`;
  const layout = outcome.layout.kind === "gpu" ? outcome.layout : undefined;
  return { kind, text, ask, choice, layout, stepTime: outcome.stepTime, distance };
}

const holds = (ask: Ask, choice: HardwareChoice): boolean =>
  searchLayouts(settingOf(ask, choice).work).best !== undefined;

/** Numbers of devices worth trying, nearest first: whole nodes above one node, single devices below. */
function* counts(from: number, node: number, most: number): Generator<number> {
  const unit = from >= node ? node : 1;
  const below = Math.floor(from / unit) * unit;
  for (let away = 1; away <= 4; away++) {
    if (below - (away - 1) * unit !== from && below - (away - 1) * unit >= 1) yield below - (away - 1) * unit;
    if (below + away * unit <= most) yield below + away * unit;
  }
  for (let size = 2 ** Math.ceil(Math.log2(from + 1)); size <= most; size *= 2) yield size;
}

function deviceChange(ask: Ask, choice: HardwareChoice, least: number): Candidate | undefined {
  const { system } = settingOf(ask, choice);
  for (const devices of counts(choice.devices, system.devicesPerNode.value, system.devicesMax.value)) {
    if (devices < least || !holds(ask, { ...choice, devices })) continue;
    const distance = Math.max(devices / choice.devices, choice.devices / devices);
    const action = `Take ${devices} GPUs of ${system.label} instead of ${choice.devices}`;
    return { kind: "devices", action, ask, choice: { ...choice, devices }, distance };
  }
  return undefined;
}

/** The longest sequence that fits, by halving; tokens a step stay the same. */
function sequenceChange(ask: Ask, choice: HardwareChoice): Candidate | undefined {
  let { sequenceLength, globalBatchSize } = ask;
  while (sequenceLength % 2 === 0 && sequenceLength > 512) {
    sequenceLength /= 2;
    globalBatchSize *= 2;
    const shorter = { ...ask, sequenceLength, globalBatchSize };
    const learned = ask.model.positions === "learned" && sequenceLength > ask.model.contextLength;
    if (learned || !holds(shorter, choice)) continue;
    const action = `Cut sequences to ${sequenceLength} tokens, ${globalBatchSize} a step`;
    return { kind: "sequence", action, ask: shorter, choice, distance: ask.sequenceLength / sequenceLength };
  }
  return undefined;
}

/** The nearest batch that divides over the devices. */
function batchChange(ask: Ask, choice: HardwareChoice): Candidate | undefined {
  const tried = [1, 2, 4, 8]
    .flatMap((over) => {
      const unit = choice.devices / over;
      const near = Math.max(1, Math.round(ask.globalBatchSize / unit)) * unit;
      return Number.isInteger(near) ? [near] : [];
    })
    .filter((batch) => batch !== ask.globalBatchSize)
    .toSorted((left, right) => Math.abs(left - ask.globalBatchSize) - Math.abs(right - ask.globalBatchSize));
  const batch = tried.find((size) => holds({ ...ask, globalBatchSize: size }, choice));
  if (!batch) return undefined;
  const action = `Take a batch of ${batch} sequences instead of ${ask.globalBatchSize}`;
  const distance = Math.max(batch / ask.globalBatchSize, ask.globalBatchSize / batch);
  return { kind: "batch", action, ask: { ...ask, globalBatchSize: batch }, choice, distance };
}

function systemChange(ask: Ask, choice: HardwareChoice): Candidate | undefined {
  const { memory } = settingOf({ ...ask, dtype: "bf16" }, choice).work.machine;
  const larger = gpuSystems
    .filter(
      (system) => system.memory.value > memory && system.peaks[ask.dtype] && choice.devices <= system.devicesMax.value,
    )
    .toSorted((left, right) => left.memory.value - right.memory.value)
    .filter(({ device }, at, all) => all.findIndex((other) => other.device === device) === at);
  const system = larger.find(({ id }) => holds(ask, { ...choice, system: id }));
  if (!system) return undefined;
  const action = `Take ${choice.devices} GPUs of ${system.label}, ${(system.memory.value / 2 ** 30).toFixed(0)} GiB each`;
  return {
    kind: "system",
    action,
    ask,
    choice: { ...choice, system: system.id },
    distance: system.memory.value / memory,
  };
}

function dtypeChange(ask: Ask, choice: HardwareChoice): Candidate | undefined {
  const changed: Ask = { ...ask, dtype: "bf16" };
  return { kind: "dtype", action: "Train in bf16", ask: changed, choice, distance: 1 };
}

function candidates(ask: Ask, choice: HardwareChoice, { reason, available }: Infeasible): (Candidate | undefined)[] {
  switch (reason.code) {
    case "dtype":
      return [dtypeChange(ask, choice)];
    case "sequence": {
      const sequences = Math.ceil((ask.sequenceLength * ask.globalBatchSize) / available);
      const shorter = { ...ask, sequenceLength: available, globalBatchSize: sequences };
      const action = `Cut sequences to ${available} tokens`;
      return [{ kind: "sequence", action, ask: shorter, choice, distance: ask.sequenceLength / available }];
    }
    case "devices": {
      const fewer = { ...choice, devices: available };
      return [
        {
          kind: "devices",
          action: `Take ${available} devices`,
          ask,
          choice: fewer,
          distance: choice.devices / available,
        },
      ];
    }
    case "indivisible":
      return [deviceChange(ask, choice, 1), batchChange(ask, choice)];
    default:
      return [deviceChange(ask, choice, choice.devices), sequenceChange(ask, choice), systemChange(ask, choice)];
  }
}

/** **Returns** what was needed, what there is, and changes that were planned and fit, nearest first. */
export function refusalOf(ask: Ask, choice: HardwareChoice, infeasible: Infeasible): Refusal {
  const others = candidates(ask, choice, infeasible)
    .filter((candidate) => candidate !== undefined)
    .map(verified);
  const offloaded = infeasible.reason.code === "memory" ? offloadChange(ask, choice) : undefined;
  const changes = [offloaded, ...others]
    .filter((change) => change !== undefined)
    .toSorted((left, right) => left.distance - right.distance);
  const nearest = changes[0]?.text ?? "No single change of devices, sequence, batch or GPU fits: take a smaller model.";
  const missing = Math.max(0, infeasible.needed - infeasible.available);
  return { kind: "refusal", choice, infeasible, missing, changes, text: `${infeasible.reason.text} ${nearest}` };
}
