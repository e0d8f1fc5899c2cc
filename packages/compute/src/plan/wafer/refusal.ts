import type { WaferSystem } from "../../hardware/system.ts";
import { countOf } from "../../hardware/devices-in-words.ts";
import { parameterCount } from "../../model/parameters.ts";
import { short } from "../life.ts";
import type { Ask, HardwareChoice, Infeasible } from "../plan.ts";

/** **Returns** the most systems up to `wanted` that share so many sequences evenly. */
export function systemsSharing(whole: number, wanted: number): number {
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
    const text = `${ask.model.label} has ${short(parameters).trim()} parameters; on ${system.label} up to ${short(most).trim()} are planned (what its weight store holds, or the most that was shown).`;
    return refuse("parameters", text, parameters, most, "parameters", "Take a smaller model.");
  }
  if (ask.globalBatchSize % choice.devices === 0) return undefined;
  const fitting = systemsSharing(ask.globalBatchSize, choice.devices);
  const text = `${countOf(ask.globalBatchSize, "sequence")} cannot be shared evenly by ${countOf(choice.devices, "system")}, each of which takes whole sequences.`;
  return refuse("indivisible", text, 1, 0, "layouts", `Take ${countOf(fitting, "system")}.`);
}
