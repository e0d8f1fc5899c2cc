import type { WaferSystem } from "../../hardware/system.ts";
import type { ModelShape } from "../../model/shape.ts";
import type { WaferLayout } from "../plan.ts";
import { waferFacts } from "./calibration.ts";

/** SRAM of one wafer by kind. **Unit** byte. */
export interface WaferMemory {
  readonly live: number;
  readonly kept: number;
  readonly reserved: number;
  readonly total: number;
}

const tensorBytes = (model: ModelShape, sequenceLength: number, microbatch: number) =>
  2 * microbatch * sequenceLength * model.hidden;

/** SRAM that a micro batch needs: the tensors of the layer at work, and every layer's input where these stay. */
export function waferMemory(
  system: WaferSystem,
  model: ModelShape,
  sequenceLength: number,
  layout: Pick<WaferLayout, "microbatchSize" | "activations">,
): WaferMemory {
  const tensor = tensorBytes(model, sequenceLength, layout.microbatchSize);
  const wide = Math.max(1, model.feedForward / (4 * model.hidden));
  const live = tensor * waferFacts.liveTensors * wide;
  const perLayer = layout.activations === "resident" ? waferFacts.liveTensors * 0.75 : 0;
  const kept = tensor * perLayer * (model.layers - 1);
  const reserved = system.memory.value * waferFacts.reserved;
  return { live, kept, reserved, total: live + kept + reserved };
}

/**
 * The largest micro batch that divides the sequences of one system and fits.
 * **Returns** undefined when a single sequence does not fit.
 */
export function largestMicrobatch(
  system: WaferSystem,
  model: ModelShape,
  sequenceLength: number,
  sequences: number,
  activations: WaferLayout["activations"],
): number | undefined {
  const one = waferMemory(system, model, sequenceLength, { microbatchSize: 1, activations });
  const most = Math.floor((system.memory.value - one.reserved) / (one.live + one.kept));
  for (let size = Math.min(most, sequences); size >= 1; size--) if (sequences % size === 0) return size;
  return undefined;
}
