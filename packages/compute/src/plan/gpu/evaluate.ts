import { bytes, flops, joules, ratio, seconds, tokens, watts } from "@ingot/units";
import { systemOf } from "../../hardware/catalog.ts";
import type { GpuSystem } from "../../hardware/system.ts";
import { trainingFlopsPerToken } from "../../model/flops.ts";
import { parameterCount } from "../../model/parameters.ts";
import { checkpointPolicy, gibibytes } from "../life.ts";
import type { Ask, GpuLayout, HardwareChoice, Infeasible, JobPhase, Plan } from "../plan.ts";
import { stepPower } from "../power.ts";
import { checkLayout } from "./check-layout.ts";
import { explainGpu, nameLayout } from "./explain.ts";
import { machineOf } from "./machine.ts";
import { rankMemory, type RankMemory } from "./memory.ts";
import { lacksMemory } from "./refuse.ts";
import { savingOf, storeBandwidth } from "./saving.ts";
import { softwareCatalog, type SoftwareId } from "./software.ts";
import { stepCost, type StepCost } from "./step.ts";
import { memoryPartsOf, stepBars } from "./waterfall.ts";
import { workload, type GpuWorkload } from "./workload.ts";

/** A layout with its cost, before it is told as a plan. */
export interface Evaluation {
  readonly layout: GpuLayout;
  readonly cost: StepCost;
  readonly memory: RankMemory;
}

/** **Throws** RangeError for a system that is not in the catalog or is no GPU. */
export function gpuSystemOf(choice: HardwareChoice): GpuSystem {
  const system = systemOf(choice);
  if (system?.kind !== "gpu") {
    throw new RangeError(`a GPU plan needs a GPU system of the catalog, received "${choice.system}"`);
  }
  return system;
}

/** What trains where nothing else is said. */
export const usualSoftware: SoftwareId = "megatron-core";

/** The work of an ask on a choice, trained with today's release of a framework: Megatron Core unless told. */
export const workOf = (
  ask: Ask,
  choice: HardwareChoice,
  system: GpuSystem,
  software: SoftwareId = usualSoftware,
): GpuWorkload =>
  workload({
    model: ask.model,
    sequenceLength: ask.sequenceLength,
    globalBatchSize: ask.globalBatchSize,
    dtype: ask.dtype,
    machine: machineOf(system),
    software: softwareCatalog[software],
    devices: choice.devices,
  });

/**
 * Assumed: a minute for containers and communicators and five seconds for each doubling of nodes, then 16-bit weights
 * are read, and a minute and a half for compiling. **Unit** s.
 */
const starting = { containers: 60, doubling: 5, compile: 90 } as const;

function startup(system: GpuSystem, parameters: number, nodes: number): JobPhase[] {
  const reading = (parameters * 2) / (nodes * storeBandwidth(system.devicesPerNode.value));
  const load = starting.containers + starting.doubling * Math.log2(nodes + 1) + reading;
  return [
    { phase: "load", seconds: seconds(load) },
    { phase: "compile", seconds: seconds(starting.compile) },
  ];
}

/** **Returns** the plan that tells an evaluation. */
export function planOf(ask: Ask, choice: HardwareChoice, work: GpuWorkload, found: Evaluation): Plan {
  const system = gpuSystemOf(choice);
  const { cost, layout, memory } = found;
  const nodes = Math.ceil(choice.devices / system.devicesPerNode.value);
  const tokensPerStep = ask.globalBatchSize * ask.sequenceLength;
  const totalSteps = Math.max(1, Math.ceil(ask.tokens / tokensPerStep));
  const modelFlops = tokensPerStep * trainingFlopsPerToken(ask.model, ask.sequenceLength);
  const utilization = modelFlops / (cost.total * choice.devices * work.peak);
  const parameters = parameterCount(ask.model).total;
  const waterfall = stepBars(work, layout, cost);
  const saving = savingOf(system, work.software, layout, parameters, nodes);
  const { watts: power, joules: energy } = stepPower(system, choice.devices, waterfall);
  return {
    kind: "plan",
    hardware: { ...choice, nodes, deviceKind: "gpu" },
    layout,
    ...(work.software.id === usualSoftware ? {} : { software: work.software.id }),
    tokensPerStep: tokens(tokensPerStep),
    totalSteps,
    stepTime: seconds(cost.total),
    waterfall,
    memory: { parts: memoryPartsOf(memory), used: bytes(memory.total), available: bytes(work.machine.memory) },
    startup: startup(system, parameters, nodes),
    checkpoint: checkpointPolicy({
      parameters,
      stepSeconds: cost.total,
      pauseSeconds: saving.pause,
      writtenSeconds: saving.written,
      faultsPerDay: nodes * system.faultsPerNodeDay.value,
      totalSteps,
    }),
    modelFlopsPerStep: flops(modelFlops),
    modelFlopsUtilization: ratio(utilization),
    power: watts(power),
    energyPerStep: joules(energy),
    reasons: explainGpu(work, layout, cost, memory, utilization),
  };
}

/**
 * Predicts one given layout, without a search.
 * **Returns** its plan; or the refusal when the fullest GPU cannot hold it.
 * **Throws** RangeError with the rule and the values received when the layout is not legal: `checkLayout`.
 */
export function evaluateGpu(ask: Ask, choice: HardwareChoice, layout: GpuLayout): Plan | Infeasible {
  const work = workOf(ask, choice, gpuSystemOf(choice));
  const wrong = checkLayout(work, layout);
  if (wrong) throw new RangeError(`the layout is not legal: ${wrong.text}`);
  const memory = rankMemory(work, layout);
  if (memory.total > work.machine.memory) {
    const text = `${nameLayout(layout)} needs ${gibibytes(memory.total)} on its fullest GPU, which has ${gibibytes(work.machine.memory)}.`;
    const suggestion =
      "Cut the model further, take a smaller micro batch or recompute more; planGpu finds the best of these.";
    return lacksMemory(text, { needed: memory.total, available: work.machine.memory }, suggestion);
  }
  return planOf(ask, choice, work, { layout, cost: stepCost(work, layout), memory });
}
