import { systemOf } from "../../hardware/catalog.ts";
import { devicesInWords, grouped } from "../../hardware/devices-in-words.ts";
import { waferSystems } from "../../hardware/wafer-systems.ts";
import { plan } from "../dispatch.ts";
import { nearestDtype, nearestEvenBatch } from "../gpu/plan-gpu.ts";
import type { Ask, HardwareChoice, Infeasible } from "../plan.ts";
import { systemsSharing } from "../wafer/refusal.ts";
import {
  batchChange,
  counted,
  deviceChange,
  gpusInstead,
  moreDevices,
  offloadChange,
  sequenceChange,
  systemChange,
  verified,
  waferChanges,
  worded,
  type Candidate,
} from "./changes.ts";
import type { Change, Refusal } from "./explanation.ts";

/** What is wrong before memory comes in: a format, a sequence, a number of devices, each with its one remedy. */
function remedy(
  ask: Ask,
  choice: HardwareChoice,
  { reason, available }: Infeasible,
  asked: number,
): Candidate | undefined {
  switch (reason.code) {
    case "dtype": {
      const system = systemOf(choice);
      const dtype = system?.kind === "gpu" ? nearestDtype(system) : ("bf16" as const);
      return dtype && { kind: "dtype", action: `Train in ${dtype}`, ask: { ...ask, dtype }, choice, distance: 1 };
    }
    case "sequence": {
      const globalBatchSize = Math.ceil((ask.sequenceLength * ask.globalBatchSize) / available);
      const shorter = { ...ask, sequenceLength: available, globalBatchSize };
      const action = `Cut sequences to ${grouped(available)} tokens, ${grouped(globalBatchSize)} a step`;
      return { kind: "sequence", action, ask: shorter, choice, distance: ask.sequenceLength / available };
    }
    case "devices":
      return counted(ask, choice, available, asked);
    default:
      return undefined;
  }
}

/** What stands in the way of wafers before memory does, where that alone is not all: each remedy ends its own cause. */
function waferRemedy(ask: Ask, choice: HardwareChoice, { reason }: Infeasible, asked: number): Candidate | undefined {
  if (reason.code === "indivisible") {
    return counted(ask, choice, systemsSharing(ask.globalBatchSize, choice.devices), asked);
  }
  const streaming = waferSystems.findLast(({ id, streams }) => streams && id !== choice.system);
  if (reason.code !== "parameters" || !streaming || streams(choice)) return undefined;
  const other = { system: streaming.id, devices: choice.devices };
  return {
    kind: "system",
    action: `Take ${devicesInWords(streaming, choice.devices)}`,
    ask,
    choice: other,
    distance: 2,
  };
}

function streams(choice: HardwareChoice): boolean {
  const system = systemOf(choice);
  return system?.kind === "wafer" && system.streams;
}

/** Two changes as one action; of two numbers of devices the second alone is taken. */
function both(candidate: Candidate, change: Change): string {
  if (candidate.kind === "devices" && change.kind === "devices") return change.action;
  return `${candidate.action}, and ${change.action.charAt(0).toLowerCase()}${change.action.slice(1)}`;
}

/** A remedy that is not enough by itself, with the nearest change that makes it so. */
function combined(candidate: Candidate, asked: number): Change[] {
  const { kind, distance } = candidate;
  const outcome = plan(candidate.ask, candidate.choice);
  if (outcome.kind === "plan") return [];
  const onHardware = kind === "devices" || kind === "system";
  return changesFor(candidate.ask, candidate.choice, outcome, asked).map((change) => {
    const told = { ...change, distance: distance * change.distance };
    // Other hardware makes up for whatever stood in the way of the first.
    if (onHardware && change.kind === "system") return told;
    return { ...told, kind, ...worded(both(candidate, change), change.outcome) };
  });
}

const found = (changes: readonly (Change | undefined)[]): Change[] => changes.filter((change) => change !== undefined);

/** Wafers: other numbers or kinds of them, both and shorter sequences, or GPUs where no wafer does. */
function changesOfWafers(ask: Ask, choice: HardwareChoice, infeasible: Infeasible, asked: number): Change[] {
  const fitting = found(waferChanges(ask, choice, asked));
  if (fitting.length > 0) return fitting;
  const first = waferRemedy(ask, choice, infeasible, asked);
  return first ? combined(first, asked) : gpusInstead(ask);
}

function changesOfGpus(ask: Ask, choice: HardwareChoice, { reason }: Infeasible, asked: number): Change[] {
  const fitting = found(
    reason.code === "indivisible"
      ? [deviceChange(ask, choice, asked), batchChange(ask, choice)]
      : [
          offloadChange(ask, choice),
          moreDevices(ask, choice, asked),
          sequenceChange(ask, choice),
          systemChange(ask, choice),
        ],
  );
  const even = nearestEvenBatch(ask.globalBatchSize);
  return fitting.length > 0 || even === ask.globalBatchSize ? fitting : withBatch(ask, choice, even, asked);
}

/** `asked` is the number of devices that was asked for at first. */
function changesFor(ask: Ask, choice: HardwareChoice, infeasible: Infeasible, asked: number): Change[] {
  const candidate = remedy(ask, choice, infeasible, asked);
  if (candidate) {
    const change = verified(candidate);
    return change ? [change] : combined(candidate, asked);
  }
  const changesOf = systemOf(choice)?.kind === "wafer" ? changesOfWafers : changesOfGpus;
  return changesOf(ask, choice, infeasible, asked);
}

function withBatch(ask: Ask, choice: HardwareChoice, globalBatchSize: number, asked: number): Change[] {
  const action = `Take a batch of ${grouped(globalBatchSize)} sequences instead of ${grouped(ask.globalBatchSize)}`;
  const distance = Math.max(globalBatchSize / ask.globalBatchSize, ask.globalBatchSize / globalBatchSize);
  const candidate: Candidate = { kind: "batch", action, ask: { ...ask, globalBatchSize }, choice, distance };
  const change = verified(candidate);
  return change ? [change] : combined(candidate, asked);
}

/** **Returns** what was needed, what there is, and changes that were planned and fit, nearest first. */
export function refusalOf(ask: Ask, choice: HardwareChoice, infeasible: Infeasible): Refusal {
  const changes = changesFor(ask, choice, infeasible, choice.devices).toSorted(
    (left, right) => left.distance - right.distance,
  );
  const nearest = changes[0]?.text ?? "No change of devices, sequence, batch or GPU fits: take a smaller model.";
  const missing = Math.max(0, infeasible.needed - infeasible.available);
  return { kind: "refusal", choice, infeasible, missing, changes, text: `${infeasible.reason.text} ${nearest}` };
}
