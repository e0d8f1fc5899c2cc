import type { WaferSystem } from "../../hardware/system.ts";
import { parameterCount } from "../../model/parameters.ts";
import { short } from "../life.ts";
import type { Ask, HardwareChoice, Infeasible } from "../plan.ts";

function nearestDivisor(whole: number, wanted: number): number {
  for (let part = Math.min(wanted, whole); part >= 1; part--) if (whole % part === 0) return part;
  return 1;
}

/** A refusal with what was needed, what there is, and the smallest change that fits. */
export function refuse(
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

/** What no layout could change. **Returns** undefined where the ask may go on. */
export function refusalBefore(ask: Ask, choice: HardwareChoice, system: WaferSystem): Infeasible | undefined {
  if (ask.dtype !== "fp16" && ask.dtype !== "bf16") {
    const text = `${system.label} trains in 16 bits; ${ask.dtype} was asked for.`;
    return refuse("dtype", text, 1, 0, ask.dtype, "Train in bf16.");
  }
  const parameters = parameterCount(ask.model).total;
  const most = system.parametersMax.value;
  if (system.streams && parameters > most) {
    const text = `${ask.model.label} has ${short(parameters).trim()} parameters; the weight store beside ${system.label} holds ${short(most).trim()}.`;
    return refuse("parameters", text, parameters, most, "parameters", "Take a smaller model.");
  }
  if (ask.globalBatchSize % choice.devices === 0) return undefined;
  const fitting = nearestDivisor(ask.globalBatchSize, choice.devices);
  const text = `${ask.globalBatchSize} sequences cannot be shared evenly by ${choice.devices} systems, each of which takes whole sequences.`;
  return refuse("indivisible", text, ask.globalBatchSize, choice.devices, "sequences", `Take ${fitting} systems.`);
}
