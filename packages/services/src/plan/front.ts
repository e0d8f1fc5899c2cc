import { infeasibleFields, choicesAround, layoutFields, paretoFront } from "@ingot/compute";
import type { z } from "zod";
import { ServiceError } from "../errors.ts";
import { planLimits } from "./limits.ts";
import { askOf, askToWire, choiceOf } from "./ask.ts";
import { isWafer, outcomeOf, planned } from "./outcome.ts";
import { openQuestion } from "./open-question.ts";
import type { planFrontInput, planFrontOutput } from "./view-schemas.ts";

type Output = z.infer<typeof planFrontOutput>;

const joulesOfKilowattHour = 3.6e6;

/** The layouts between which only taste decides, of those that agree with what is fixed. Open to everybody. */
export const planFront = openQuestion("front");

export function answerFront(input: z.infer<typeof planFrontInput>): Output {
  const asked = askOf(input);
  const choice = choiceOf(asked.ask, input);
  if (isWafer(choice)) {
    const message = `system: a front is of layouts on GPUs, a wafer has one; received "${choice.system}"`;
    throw new ServiceError("VALIDATION", message, { field: "system" });
  }
  const outcome = outcomeOf(asked.ask, choice, input);
  const refusal = outcome.kind === "infeasible" ? infeasibleFields(outcome) : null;
  // A format that the GPU has no matrix unit for is none on more of them either.
  if (refusal && (!input.around || refusal.reason.code === "dtype"))
    return { ask: askToWire(asked), refusal, front: [] };
  const around = input.around ? choicesAround(choice).filter(({ devices }) => devices <= planLimits.devices) : [choice];
  const { tokens, globalBatchSize, sequenceLength } = asked.ask;
  const steps = Math.max(1, Math.ceil(tokens / (globalBatchSize * sequenceLength)));
  const front = planned(() => paretoFront(asked.ask, around, { pinned: input.layout }));
  return {
    ask: askToWire(asked),
    refusal,
    front: front.map((point) => ({
      devices: point.choice.devices,
      layout: layoutFields(point.layout),
      step_time_seconds: point.stepTime,
      device_hours: (point.deviceSeconds * steps) / 3600,
      energy_kwh: (point.energyPerStep * steps) / joulesOfKilowattHour,
      headroom_bytes: point.headroom,
    })),
  };
}
