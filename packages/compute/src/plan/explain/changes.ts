import { seconds } from "@ingot/units";
import { systemOf } from "../../hardware/catalog.ts";
import { countOf, devicesInWords, grouped } from "../../hardware/devices-in-words.ts";
import { gpuSystems } from "../../hardware/gpu-systems.ts";
import type { GpuSystem } from "../../hardware/system.ts";
import { waferSystems } from "../../hardware/wafer-systems.ts";
import { checkAsk, checkDevices, checkSequence } from "../ask.ts";
import { plan } from "../dispatch.ts";
import type { Evaluation } from "../gpu/evaluate.ts";
import { fewestDevices } from "../gpu/fewest-devices.ts";
import { searchLayouts } from "../gpu/search.ts";
import { defaultSpace, type SearchSpace } from "../gpu/search/space.ts";
import type { GpuWorkload } from "../gpu/workload.ts";
import { spell } from "../life.ts";
import { gpusBesideWafers } from "../wafer/explain-plan.ts";
import { systemsSharing } from "../wafer/refusal.ts";
import type { Ask, HardwareChoice } from "../plan.ts";
import type { Change } from "./explanation.ts";
import { settingOf } from "./setting.ts";

/** A change that has not been planned yet. */
export interface Candidate {
  readonly kind: Change["kind"];
  /** In the imperative. */
  readonly action: string;
  readonly ask: Ask;
  readonly choice: HardwareChoice;
  readonly distance: number;
}

/** **Returns** what a change says: an action in the imperative, and what comes of it. */
export const worded = (action: string, outcome: string): Pick<Change, "action" | "outcome" | "text"> => ({
  action,
  outcome,
  text: `${action}: ${outcome}.`,
});

function told(candidate: Candidate, capacity: number, { layout, cost, memory }: Evaluation): Change {
  const { kind, action, ask, choice, distance } = candidate;
  const share = ((memory.total / capacity) * 100).toFixed(0);
  const words = worded(action, `a step of ${spell(cost.total)}, the fullest device ${share} % full`);
  return { kind, ...words, ask, choice, layout, stepTime: seconds(cost.total), distance };
}

/** Whether a search may be asked at all: counts, sequence and format are what model and system have. */
function askable(ask: Ask, choice: HardwareChoice, system: GpuSystem): boolean {
  checkAsk(ask);
  return !checkDevices(choice, system) && !checkSequence(ask) && system.peaks[ask.dtype] !== undefined;
}

/** **Returns** the candidate as a change when a search under it finds a plan. */
export function verified(candidate: Candidate): Change | undefined {
  const { ask, choice } = candidate;
  const system = systemOf(choice);
  if (system?.kind === "gpu") {
    if (!askable(ask, choice, system)) return undefined;
    const { work } = settingOf(ask, choice);
    const found = searchLayouts(work).best;
    return found && told(candidate, work.machine.memory, found);
  }
  const outcome = plan(ask, choice);
  if (outcome.kind === "infeasible") return undefined;
  const { kind, action, distance } = candidate;
  const words = worded(action, `a step of ${spell(outcome.stepTime)}`);
  return { kind, ...words, ask, choice, layout: undefined, stepTime: outcome.stepTime, distance };
}

/** The first candidate that has a plan. */
function first(candidates: Iterable<Candidate>): Change | undefined {
  for (const candidate of candidates) {
    const change = verified(candidate);
    if (change) return change;
  }
  return undefined;
}

const apart = (one: number, other: number): number => Math.max(one / other, other / one);

/** Numbers of devices worth trying, nearest first: whole nodes above one node, single devices below. */
function countsNear(from: number, node: number, most: number): number[] {
  const unit = from >= node ? node : 1;
  const below = Math.floor(from / unit) * unit;
  const near = [0, 1, 2, 3].flatMap((away) => [below - away * unit, below + (away + 1) * unit]);
  const exponents = Array.from({ length: Math.floor(Math.log2(most)) + 1 }, (_, exponent) => exponent);
  const sizes = exponents.flatMap((exponent) => [2 ** exponent, 3 * 2 ** exponent]);
  const far = sizes.filter((size) => size % unit === 0);
  return [...new Set([...near, ...far])]
    .filter((count) => count >= 1 && count <= most && count !== from)
    .toSorted((left, right) => apart(left, from) - apart(right, from));
}

/** So many devices instead of those that were asked for at first. */
export function counted(ask: Ask, choice: HardwareChoice, devices: number, asked: number): Candidate {
  const system = systemOf(choice);
  const what = system?.kind === "gpu" ? `${countOf(devices, "GPU")} of ${system.label}` : countOf(devices, "system");
  const action = `Take ${what} instead of ${grouped(asked)}`;
  return { kind: "devices", action, ask, choice: { ...choice, devices }, distance: apart(devices, choice.devices) };
}

/** The nearest number of devices that has a plan. */
export function deviceChange(ask: Ask, choice: HardwareChoice, asked: number): Change | undefined {
  const system = systemOf(choice);
  if (system?.kind !== "gpu") return undefined;
  const counts = countsNear(choice.devices, system.devicesPerNode.value, system.devicesMax.value);
  return first(counts.map((devices) => counted(ask, choice, devices, asked)));
}

/** The fewest more devices that hold it. */
export function moreDevices(ask: Ask, choice: HardwareChoice, asked: number): Change | undefined {
  const system = systemOf(choice);
  const devices = system?.kind === "gpu" ? fewestDevices(ask, choice) : undefined;
  return system && devices !== undefined ? verified(counted(ask, choice, devices, asked)) : undefined;
}

/** The longest sequence that fits, by halving; tokens a step stay the same. */
export function sequenceChange(ask: Ask, choice: HardwareChoice): Change | undefined {
  const halves = [2, 4, 8, 16, 32, 64, 128].filter(
    (part) => ask.sequenceLength % part === 0 && ask.sequenceLength / part >= 512,
  );
  return first(
    halves.map((part) => {
      const shorter = {
        ...ask,
        sequenceLength: ask.sequenceLength / part,
        globalBatchSize: ask.globalBatchSize * part,
      };
      const action = `Cut sequences to ${grouped(shorter.sequenceLength)} tokens, ${grouped(shorter.globalBatchSize)} a step`;
      return { kind: "sequence", action, ask: shorter, choice, distance: part };
    }),
  );
}

/** The nearest batch that divides over the devices. */
export function batchChange(ask: Ask, choice: HardwareChoice): Change | undefined {
  const batches = [1, 2, 4, 8]
    .map((over) => {
      const unit = choice.devices / over;
      return Math.max(1, Math.round(ask.globalBatchSize / unit)) * unit;
    })
    .filter((batch) => Number.isInteger(batch) && batch !== ask.globalBatchSize)
    .toSorted((left, right) => apart(left, ask.globalBatchSize) - apart(right, ask.globalBatchSize));
  return first(
    batches.map((batch) => ({
      kind: "batch",
      action: `Take a batch of ${grouped(batch)} sequences instead of ${grouped(ask.globalBatchSize)}`,
      ask: { ...ask, globalBatchSize: batch },
      choice,
      distance: apart(batch, ask.globalBatchSize),
    })),
  );
}

/** As many GPUs with more memory, the least that is enough. */
export function systemChange(ask: Ask, choice: HardwareChoice): Change | undefined {
  const system = systemOf(choice);
  if (system?.kind !== "gpu") return undefined;
  const larger = gpuSystems
    .filter((other) => other.memory.value > system.memory.value)
    .toSorted((left, right) => left.memory.value - right.memory.value)
    .filter(({ device }, at, all) => all.findIndex((other) => other.device === device) === at);
  return first(
    larger.map((other) => ({
      kind: "system",
      action: `Take ${countOf(choice.devices, "GPU")} of ${other.label}, ${(other.memory.value / 2 ** 30).toFixed(0)} GiB each`,
      ask,
      choice: { system: other.id, devices: choice.devices },
      distance: other.memory.value / system.memory.value,
    })),
  );
}

/** Everything that a plan may put off the GPU, which the usual search leaves alone. */
function leanSpace(work: GpuWorkload): SearchSpace {
  return { ...defaultSpace(work), offloadedOptimizer: [0, 0.5, 1], offloadedLayers: true };
}

/** The same devices and ask with optimizer or activations in the host's memory. */
export function offloadChange(ask: Ask, choice: HardwareChoice): Change | undefined {
  const { work } = settingOf(ask, choice);
  const found = searchLayouts(work, leanSpace(work)).best;
  if (!found) return undefined;
  const { offloadedLayers = 0, offloadedOptimizer = 0 } = found.layout;
  const what = [
    offloadedOptimizer > 0 ? "the optimizer's state" : "",
    offloadedLayers > 0 ? `the activations of ${countOf(offloadedLayers, "layer")} a stage` : "",
  ].filter((name) => name !== "");
  const action = `Keep ${what.join(" and ")} in the host's memory`;
  return told({ kind: "layout", action, ask, choice, distance: 1 }, work.machine.memory, found);
}

/** The fewest GPUs that hold what no number of wafers does. */
export function gpusInstead(ask: Ask): Change[] {
  return gpusBesideWafers.flatMap((id): Change[] => {
    const devices = fewestDevices(ask, { system: id, devices: 1 });
    const system = systemOf({ system: id });
    if (devices === undefined || !system) return [];
    const action = `Take ${devicesInWords(system, devices)}`;
    const change = verified({ kind: "system", action, ask, choice: { system: id, devices }, distance: otherKind });
    return change ? [change] : [];
  });
}

/** How far GPUs are from wafers: further than any other wafer. */
const otherKind = 4;

/** Wafers: more of them, shorter sequences, or as many of another kind. */
export function waferChanges(ask: Ask, choice: HardwareChoice, asked: number): (Change | undefined)[] {
  const even = systemsSharing(ask.globalBatchSize, choice.devices);
  const most = systemOf(choice)?.devicesMax.value ?? 1;
  const counts = [even, ...[2, 4, 8, 16].map((factor) => choice.devices * factor)];
  const possible = counts.filter((devices) => devices <= most && devices !== choice.devices);
  const systems = possible.map((devices) => counted(ask, choice, devices, asked));
  const others = waferSystems
    .filter(({ id, devicesMax }) => id !== choice.system && devicesMax.value >= choice.devices)
    .map(({ id, label }) => ({
      kind: "system" as const,
      action: `Take ${grouped(choice.devices)} of ${label}`,
      ask,
      choice: { system: id, devices: choice.devices },
      distance: 2,
    }));
  return [first(systems), sequenceChange(ask, choice), first(others)];
}
