import { type CurvePoint, curveCounts, layoutFields, pinsAt, scalingCurve } from "@ingot/compute";
import type { z } from "zod";
import { planLimits } from "./limits.ts";
import { askOf, askToWire, choiceOf } from "./ask.ts";
import { outcomeOf, planned } from "./outcome.ts";
import { openQuestion } from "./open-question.ts";
import type { planCurveInput, planCurveOutput } from "./view-schemas.ts";

type Output = z.infer<typeof planCurveOutput>;

/** Speed over numbers of devices of one system, and where it bends. Open to everybody. */
export const planCurve = openQuestion("curve");

export function answerCurve(input: z.infer<typeof planCurveInput>): Output {
  const asked = askOf(input);
  const choice = choiceOf(asked.ask, input);
  const counts = curveCounts(choice).filter((devices) => devices <= planLimits.devices);
  const planner = (ask: typeof asked.ask, on: typeof choice) =>
    outcomeOf(ask, on, { ...input, layout: pinsAt(input.layout, on.devices) });
  const { system, points, knees, turn } = planned(() => scalingCurve(asked.ask, choice, { counts, planner }));
  return {
    ask: askToWire(asked),
    system,
    points: points.map(pointToWire),
    knees: knees.map(({ share, devices, cause, label, text }) => ({ share, devices, cause, label, text })),
    turn: turn ?? null,
  };
}

const pointToWire = (point: CurvePoint): Output["points"][number] => ({
  devices: point.devices,
  refusal: point.refusal ?? null,
  step_time_seconds: point.stepTime ?? null,
  tokens_per_second: point.tokensPerSecond,
  efficiency: point.efficiency,
  model_flops_utilization: point.modelFlopsUtilization,
  power_watts: point.power ?? null,
  layout: point.layout ? layoutFields(point.layout) : null,
  shares: { ...point.shares },
});
