import { grouped } from "../hardware/devices-in-words.ts";
import type { HardwareSystem } from "../hardware/system.ts";
import type { Ask, HardwareChoice, Infeasible } from "./plan.ts";

function positiveWhole(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${name} must be a whole number of 1 or more, received ${value}`);
  }
}

/** **Throws** RangeError when a count of the ask is not a whole number of 1 or more. */
export function checkAsk(ask: Ask): void {
  positiveWhole("tokens", ask.tokens);
  positiveWhole("sequenceLength", ask.sequenceLength);
  positiveWhole("globalBatchSize", ask.globalBatchSize);
}

/** **Returns** a refusal when a model with learned positions is asked for sequences beyond them. */
export function checkSequence(ask: Ask): Infeasible | undefined {
  const { model, sequenceLength } = ask;
  if (model.positions !== "learned" || sequenceLength <= model.contextLength) return undefined;
  return {
    kind: "infeasible",
    reason: {
      code: "sequence",
      text: `${model.label} has learned positions for ${grouped(model.contextLength)} tokens; ${grouped(sequenceLength)} were asked for.`,
      values: { sequenceLength, contextLength: model.contextLength },
    },
    needed: sequenceLength,
    available: model.contextLength,
    unit: "tokens",
    suggestion: `Take sequences of ${grouped(model.contextLength)} tokens, or a model with rotary positions.`,
  };
}

/** **Returns** a refusal when the system has fewer devices. **Throws** RangeError for no whole number of devices. */
export function checkDevices(choice: HardwareChoice, system: HardwareSystem): Infeasible | undefined {
  positiveWhole("devices", choice.devices);
  const most = system.devicesMax.value;
  if (choice.devices <= most) return undefined;
  return {
    kind: "infeasible",
    reason: {
      code: "devices",
      text: `${grouped(choice.devices)} devices were asked for; one ${system.label} cluster has at most ${grouped(most)}.`,
      values: { devices: choice.devices, most },
    },
    needed: choice.devices,
    available: most,
    unit: "devices",
    suggestion: most === 1 ? "Take one device." : `Take ${grouped(most)} devices or fewer.`,
  };
}
