import {
  expectedLoss,
  forecastDuration,
  type Infeasible,
  memoryByRank,
  plan,
  type Plan,
  planFields,
  planWithin,
  throughputSigma,
} from "@ingot/compute";
import { layoutWords } from "./layout-words.ts";
import type { OutcomeView, PlannedView } from "./message.ts";
import type { Resolved } from "./resolve.ts";

/** The plan of a question: the best of all, or the best with what was pinned. */
export function planned({ ask, choice, pins }: Pick<Resolved, "ask" | "choice" | "pins">): Plan | Infeasible {
  return Object.keys(pins).length === 0 ? plan(ask, choice) : planWithin(ask, choice, { pinned: pins });
}

function plannedView({ ask, choice, system }: Resolved, made: Plan): PlannedView {
  const duration = forecastDuration({
    plan: made,
    tokens: ask.tokens,
    faultsPerNodeDay: system.faultsPerNodeDay.value,
    throughputSigma: throughputSigma(made),
    seed: "planner",
  });
  const energyKwh = (made.power * duration.mean) / 3_600_000;
  const learned = expectedLoss({ model: ask.model, tokens: ask.tokens, uniqueTokens: ask.tokens });
  return {
    kind: "planned",
    plan: made,
    layout: layoutWords(made.layout),
    stages: made.layout.kind === "gpu" ? memoryByRank(ask, made) : null,
    wafer: made.layout.kind === "wafer" ? { ask, plan: planFields(made, energyKwh) } : null,
    duration,
    deviceHours: (duration.mean / 3600) * choice.devices,
    energyKwh,
    expectedLoss: learned.loss,
    advice: learned.advice,
  };
}

/** What the page shows at once. */
export function outcomeView(resolved: Resolved, made: Plan | Infeasible): OutcomeView {
  if (made.kind === "plan") return plannedView(resolved, made);
  const { reason, needed, available, unit, suggestion } = made;
  return { kind: "refused", reason, needed, available, unit, suggestion };
}
