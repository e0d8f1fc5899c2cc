import { bytes, flops, joules, ratio, seconds, tokens, watts } from "@ingot/units";
import { findSystem } from "../../hardware/catalog.ts";
import { waferPeak, type WaferSystem } from "../../hardware/system.ts";
import { trainingFlopsPerToken } from "../../model/flops.ts";
import { parameterCount } from "../../model/parameters.ts";
import { checkAsk, checkDevices, checkSequence } from "../ask.ts";
import { checkpointPolicy, gibibytes, short } from "../life.ts";
import type { Ask, HardwareChoice, Infeasible, JobPhase, MemoryPart, Plan, WaferLayout } from "../plan.ts";
import { explainWafer, waferWaterfall } from "./explain.ts";
import { largestMicrobatch, waferMemory, type WaferMemory } from "./memory.ts";
import { waferStep, type WaferWork } from "./step.ts";

/** **Throws** RangeError for a system that is not in the catalog or is no wafer. */
function waferSystemOf(choice: HardwareChoice): WaferSystem {
  const system = findSystem(choice.system);
  if (system?.kind !== "wafer") {
    throw new RangeError(`a wafer plan needs a wafer of the catalog, received "${choice.system}"`);
  }
  return system;
}

/** Phases before the first step. **Source** Argonne logs: compile 283 s for GPT-2 small, program 2-4 min, load 10-20 s. */
function startup(parameters: number, layers: number): JobPhase[] {
  return [
    // Identical layers compile once; the rest of the compiler grows slowly with the graph.
    { phase: "compile", seconds: seconds(283 * Math.sqrt(layers / 12)) },
    { phase: "program", seconds: seconds(180) },
    { phase: "load", seconds: seconds(10 + parameters / 1e9) },
  ];
}

/** Pause of a checkpoint. **Source** Argonne logs: 60 s a billion parameters (7.7 min for 6.7 B). */
const saveSeconds = (parameters: number) => Math.max(5, (60 * parameters) / 1e9);

function memoryParts(memory: WaferMemory): MemoryPart[] {
  return [
    { kind: "live", label: "Tensors of the layer at work", bytes: bytes(memory.live) },
    { kind: "activations", label: "Activations kept for the backward pass", bytes: bytes(memory.kept) },
    { kind: "reserved", label: "Program, buffers and weights in flight", bytes: bytes(memory.reserved) },
  ];
}

function nearestDivisor(whole: number, wanted: number): number {
  for (let part = Math.min(wanted, whole); part >= 1; part--) if (whole % part === 0) return part;
  return 1;
}

function refuse(
  code: string,
  text: string,
  needed: number,
  available: number,
  unit: string,
  suggestion: string,
): Infeasible {
  return {
    kind: "infeasible",
    reason: { code, text, values: { needed, available } },
    needed,
    available,
    unit,
    suggestion,
  };
}

function refusalBefore(ask: Ask, choice: HardwareChoice, system: WaferSystem): Infeasible | undefined {
  const refused = checkDevices(choice, system) ?? checkSequence(ask);
  if (refused) return refused;
  if (ask.dtype !== "fp16" && ask.dtype !== "bf16") {
    const text = `${system.label} trains in 16 bits; ${ask.dtype} was asked for.`;
    return refuse("dtype", text, 1, 0, ask.dtype, "Train in bf16.");
  }
  const parameters = parameterCount(ask.model).total;
  const most = system.parametersMax.value;
  if (parameters > most) {
    const text = `${ask.model.label} has ${short(parameters)}parameters; the weight store beside ${system.label} holds ${short(most)}.`;
    return refuse("parameters", text, parameters, most, "parameters", "Take a smaller model.");
  }
  if (ask.globalBatchSize % choice.devices === 0) return undefined;
  const fitting = nearestDivisor(ask.globalBatchSize, choice.devices);
  const text = `${ask.globalBatchSize} sequences cannot be shared evenly by ${choice.devices} systems, each of which takes whole sequences.`;
  return refuse("indivisible", text, ask.globalBatchSize, choice.devices, "sequences", `Take ${fitting} systems.`);
}

/** The layouts worth comparing: everything resident, inputs spilled, or recomputed. */
function candidates(ask: Ask, choice: HardwareChoice, system: WaferSystem): WaferWork[] {
  const sequences = ask.globalBatchSize / choice.devices;
  const works: WaferWork[] = [];
  for (const activations of ["resident", "spilled", "recomputed"] as const) {
    const size = largestMicrobatch(system, ask.model, ask.sequenceLength, sequences, activations);
    if (size === undefined) continue;
    const layout: WaferLayout = {
      kind: "wafer",
      systems: choice.devices,
      microbatchSize: size,
      accumulation: sequences / size,
      activations,
    };
    works.push({ system, model: ask.model, sequenceLength: ask.sequenceLength, layout, release: 1 });
  }
  return works;
}

function tell(ask: Ask, choice: HardwareChoice, work: WaferWork): Plan {
  const { system } = work;
  const step = waferStep(work);
  const memory = waferMemory(system, ask.model, ask.sequenceLength, work.layout);
  const tokensPerStep = ask.globalBatchSize * ask.sequenceLength;
  const totalSteps = Math.max(1, Math.ceil(ask.tokens / tokensPerStep));
  const modelFlops = tokensPerStep * trainingFlopsPerToken(ask.model, ask.sequenceLength);
  const utilization = modelFlops / (step.total * choice.devices * waferPeak(system));
  const parameters = parameterCount(ask.model).total;
  const power = choice.devices * system.nodePower.value;
  return {
    kind: "plan",
    hardware: { ...choice, nodes: choice.devices, deviceKind: "wafer" },
    layout: work.layout,
    tokensPerStep: tokens(tokensPerStep),
    totalSteps,
    stepTime: seconds(step.total),
    waterfall: waferWaterfall(step),
    memory: { parts: memoryParts(memory), used: bytes(memory.total), available: bytes(system.memory.value) },
    startup: startup(parameters, ask.model.layers),
    checkpoint: checkpointPolicy({
      parameters,
      stepSeconds: step.total,
      pauseSeconds: saveSeconds(parameters),
      faultsPerDay: choice.devices * system.faultsPerNodeDay.value,
      totalSteps,
    }),
    modelFlopsPerStep: flops(modelFlops),
    modelFlopsUtilization: ratio(utilization),
    power: watts(power),
    energyPerStep: joules(power * step.total),
    reasons: explainWafer(work, step, memory, utilization),
  };
}

/**
 * Plans weight streaming on a number of wafers: the largest micro batch that fits, activations where they cost least.
 * **Returns** the plan, or a refusal with numbers. **Throws** RangeError for an ask or choice that is no such thing.
 */
export function planWafer(ask: Ask, choice: HardwareChoice): Plan | Infeasible {
  const system = waferSystemOf(choice);
  checkAsk(ask);
  const refused = refusalBefore(ask, choice, system);
  if (refused) return refused;
  const works = candidates(ask, choice, system);
  const [first, ...others] = works;
  if (!first) {
    const need = waferMemory(system, ask.model, ask.sequenceLength, { microbatchSize: 1, activations: "recomputed" });
    const text = `One sequence of ${ask.sequenceLength} tokens needs ${gibibytes(need.total)} of SRAM; ${system.label} has ${gibibytes(system.memory.value)}.`;
    const longest = Math.floor((ask.sequenceLength * (system.memory.value - need.reserved)) / need.live / 128) * 128;
    return refuse("memory", text, need.total, system.memory.value, "B", `Take sequences of ${longest} tokens.`);
  }
  const fastest = others.reduce((best, work) => (waferStep(work).total < waferStep(best).total ? work : best), first);
  return tell(ask, choice, fastest);
}
