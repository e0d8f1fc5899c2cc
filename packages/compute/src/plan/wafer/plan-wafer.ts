import { bytes, flops, joules, ratio, seconds, tokens, watts } from "@ingot/units";
import { findSystem } from "../../hardware/catalog.ts";
import { grouped } from "../../hardware/devices-in-words.ts";
import { waferPeak, type WaferSystem } from "../../hardware/system.ts";
import { trainingFlopsPerToken } from "../../model/flops.ts";
import { parameterCount } from "../../model/parameters.ts";
import { checkAsk, checkDevices, checkSequence } from "../ask.ts";
import { checkpointPolicy, gibibytes, short } from "../life.ts";
import type { Ask, HardwareChoice, Infeasible, MemoryPart, Plan } from "../plan.ts";
import { releaseFactor } from "./calibration.ts";
import { fastestStream, pipelineLayout, type UncutWork } from "./choose-layout.ts";
import { explainWafer, waferWaterfall } from "./explain.ts";
import { saveSeconds, waferStartup } from "./job-phases.ts";
import type { WaferWork } from "./layer.ts";
import { waferMemory, type WaferMemory } from "./memory.ts";
import { nominalMesh } from "./mesh.ts";
import { pipelineCores, pipelinedStep, pipelineLayersMost, residentBytes } from "./pipeline.ts";
import { refuse, refusalBefore } from "./refusal.ts";
import { checkOptions, type WaferOptions } from "./options.ts";
import { harvestAssumed } from "./sparsity.ts";
import { waferStep, type WaferStep } from "./step.ts";

/** **Throws** RangeError for a system that is not in the catalog or is no wafer. */
function waferSystemOf(choice: HardwareChoice): WaferSystem {
  const system = findSystem(choice.system);
  if (system?.kind !== "wafer") {
    throw new RangeError(`a wafer plan needs a wafer of the catalog, received "${choice.system}"`);
  }
  return system;
}

const partsOf = (memory: WaferMemory): MemoryPart[] => [
  { kind: "live", label: "Tensors of the layer at work", bytes: bytes(memory.live) },
  { kind: "activations", label: "Activations kept for the backward pass", bytes: bytes(memory.kept) },
  { kind: "reserved", label: "Program, buffers and weights in flight", bytes: bytes(memory.reserved) },
];

function memoryOf(work: WaferWork): Plan["memory"] {
  const { system, model, sequenceLength, layout } = work;
  const available = bytes(system.memory.value);
  const memory = waferMemory(system, model, sequenceLength, layout);
  if (layout.execution !== "pipelined") return { parts: partsOf(memory), used: bytes(memory.total), available };
  const weights = residentBytes(model);
  const parts: MemoryPart[] = [
    { kind: "weights", label: "Weights of all layers and optimizer state", bytes: bytes(weights) },
    { kind: "activations", label: "Activations of the sequences under way", bytes: bytes(memory.live + memory.kept) },
    { kind: "reserved", label: "Program and buffers", bytes: bytes(memory.reserved) },
  ];
  return { parts, used: bytes(weights + memory.live + memory.kept + memory.reserved), available };
}

/** Mean draw: what stalls leaves its cores at rest. **Unit** W. */
function drawOf({ system, layout }: WaferWork, step: WaferStep): number {
  const stalled = step.stream + step.spill + step.tree + step.fill + step.input;
  const [idle, busy] = [system.nodePowerIdle.value, system.nodePower.value];
  return layout.systems * (busy - ((busy - idle) * stalled) / step.total);
}

function tell(ask: Ask, choice: HardwareChoice, work: WaferWork, step: WaferStep): Plan {
  const { system } = work;
  const memory = memoryOf(work);
  const tokensPerStep = ask.globalBatchSize * ask.sequenceLength;
  const totalSteps = Math.max(1, Math.ceil(ask.tokens / tokensPerStep));
  const modelFlops = tokensPerStep * trainingFlopsPerToken(ask.model, ask.sequenceLength);
  const utilization = modelFlops / (step.total * choice.devices * waferPeak(system));
  const parameters = parameterCount(ask.model).total;
  const power = drawOf(work, step);
  return {
    kind: "plan",
    hardware: { ...choice, nodes: choice.devices, deviceKind: "wafer" },
    layout: work.layout,
    tokensPerStep: tokens(tokensPerStep),
    totalSteps,
    stepTime: seconds(step.total),
    waterfall: waferWaterfall(step),
    memory,
    startup: waferStartup(parameters, ask.model.layers),
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
    reasons: explainWafer(work, step, memory.used, utilization),
  };
}

function uncutWork(ask: Ask, system: WaferSystem, options: WaferOptions): UncutWork {
  const { sparsity, softwareDate, inputTokensPerSecond } = options;
  return {
    system,
    mesh: options.mesh ?? nominalMesh(system),
    model: ask.model,
    sequenceLength: ask.sequenceLength,
    release: softwareDate === undefined ? 1 : releaseFactor(softwareDate),
    ...(sparsity && sparsity.share > 0 ? { sparsity } : {}),
    ...(inputTokensPerSecond === undefined ? {} : { inputRate: inputTokensPerSecond }),
  };
}

/** **Returns** the work of a plan again: its layout remembers what was not usual. */
export function workOfPlan(ask: Ask, plan: Plan): WaferWork {
  const { layout } = plan;
  if (layout.kind !== "wafer")
    throw new RangeError(`a wafer plan has a wafer layout, received one of "${layout.kind}"`);
  const system = waferSystemOf(plan.hardware);
  return {
    system,
    mesh: {
      columns: layout.meshColumns ?? system.fabricColumns.value,
      rows: layout.meshRows ?? system.fabricRows.value,
    },
    model: ask.model,
    sequenceLength: ask.sequenceLength,
    layout,
    release: layout.release ?? 1,
    ...(layout.sparsity === undefined
      ? {}
      : { sparsity: { share: layout.sparsity, harvest: layout.harvest ?? harvestAssumed } }),
  };
}

function planPipeline(ask: Ask, choice: HardwareChoice, uncut: UncutWork): Plan | Infeasible {
  const { system, model } = uncut;
  const parameters = parameterCount(model).total;
  const most = system.residentParametersMax.value;
  if (parameters > most) {
    const text = `${model.label} has ${short(parameters).trim()} parameters; ${system.label} holds models of up to ${short(most).trim()} whole.`;
    const suggestion = system.streams ? "Stream the weights." : "Take CS-2 or CS-3, to which weights stream.";
    return refuse("parameters", text, parameters, most, "parameters", suggestion);
  }
  const layout = pipelineLayout(uncut, choice.devices, ask.globalBatchSize / choice.devices);
  const work: WaferWork = { ...uncut, layout };
  const { used, available } = memoryOf(work);
  const suggestion = system.streams ? "Stream the weights." : "Take a shorter sequence, or CS-2.";
  if (model.layers > pipelineLayersMost) {
    const text = `${model.label} has ${grouped(model.layers)} layers; up to ${pipelineLayersMost} are placed side by side.`;
    return refuse("layers", text, model.layers, pipelineLayersMost, "layers", suggestion);
  }
  if (used > available) {
    const text = `${model.label} with sequences of ${grouped(ask.sequenceLength)} tokens needs ${gibibytes(used)} of SRAM to lie on ${system.label} whole; there are ${gibibytes(available)}.`;
    return refuse("memory", text, used, available, "B", suggestion);
  }
  const step = pipelinedStep(work);
  if (step) return tell(ask, choice, work, step);
  return unplaced(uncut, suggestion);
}

function unplaced(uncut: UncutWork, suggestion: string): Infeasible {
  const { model, sequenceLength, system, mesh } = uncut;
  const [needed, available] = [pipelineCores(uncut), mesh.columns * mesh.rows];
  const start = `${model.label} with sequences of ${grouped(sequenceLength)} tokens does not lie on ${system.label} whole:`;
  if (!Number.isFinite(needed)) {
    const text = `${start} one of its ${model.layers + 1} kernels fits no rectangle of cores, whatever its sides, for what each core would have to hold.`;
    return refuse("placement", text, 1, 0, "layouts", suggestion);
  }
  const found = needed <= available ? " and no way was found to place them side by side" : "";
  const text = `${start} its ${model.layers + 1} kernels need ${short(needed).trim()} cores at least of ${short(available).trim()}${found}.`;
  return refuse("placement", text, needed, available, "cores", suggestion);
}

function planStream(ask: Ask, choice: HardwareChoice, uncut: UncutWork): Plan | Infeasible {
  const { system, model, sequenceLength } = uncut;
  const work = fastestStream(uncut, choice.devices, ask.globalBatchSize / choice.devices);
  if (work) return tell(ask, choice, work, waferStep(work));
  const need = waferMemory(system, model, sequenceLength, { microbatchSize: 1, activations: "recomputed" });
  const text = `One sequence of ${grouped(sequenceLength)} tokens needs ${gibibytes(need.total)} of SRAM; ${system.label} has ${gibibytes(system.memory.value)}.`;
  const longest = Math.floor((sequenceLength * (system.memory.value - need.reserved)) / need.live / 128) * 128;
  return refuse("memory", text, need.total, system.memory.value, "B", `Take sequences of ${grouped(longest)} tokens.`);
}

/**
 * Plans a run on a number of wafers: weights streamed through the largest micro batch that fits, activations where they
 * cost least; or, where asked or where nothing streams, the whole model on the wafer.
 * **Returns** the plan, or a refusal with numbers. **Throws** RangeError for an ask or choice that is no such thing.
 */
export function planWafer(ask: Ask, choice: HardwareChoice, options: WaferOptions = {}): Plan | Infeasible {
  const system = waferSystemOf(choice);
  checkAsk(ask);
  const refused = checkDevices(choice, system) ?? checkSequence(ask) ?? refusalBefore(ask, choice, system);
  if (refused) return refused;
  checkOptions(options, system);
  const uncut = uncutWork(ask, system, options);
  const execution = system.streams ? (options.execution ?? "streamed") : "pipelined";
  return execution === "streamed" ? planStream(ask, choice, uncut) : planPipeline(ask, choice, uncut);
}
