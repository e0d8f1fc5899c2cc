import type { Offer, Refusal } from "../api/outputs.ts";
import type { PromiseLevel } from "./ask.ts";
import type { InstantAnswer } from "./instant/answer.ts";

/** Who stands behind what is shown: Ingot, this browser, or Ingot for an ask that has changed since. */
export type AnswerSource = "confirmed" | "instant" | "outdated";

export type AnswerView =
  | { readonly kind: "none" }
  | { readonly kind: "refusal"; readonly source: AnswerSource; readonly refusal: Refusal }
  | {
      readonly kind: "offer";
      readonly source: AnswerSource;
      readonly plan: Offer["plan"];
      readonly durations: Offer["forecast"]["duration_seconds"];
      readonly faultsExpected: number;
      readonly promisedFinish: string;
      readonly probability: number;
      readonly price: Offer["price"] | null;
      readonly priceLines: Offer["price_lines"] | null;
      readonly learning: Offer["learning"];
      readonly site: Offer["site"] | null;
    };

const probabilities = { p50: 0.5, p90: 0.9, p99: 0.99 } as const satisfies Record<PromiseLevel, number>;
const levels = ["p50", "p90", "p99"] as const satisfies readonly PromiseLevel[];

/** What a promise adds to the running time: checks, validation, time to sign. **Unit** milliseconds. */
export function allowanceOf({ forecast }: Pick<Offer, "forecast">): number {
  const level = levels.find((each) => probabilities[each] === forecast.probability) ?? "p90";
  const promised = Date.parse(forecast.promised_finish) - Date.parse(forecast.starts_at);
  return Math.max(0, promised - forecast.duration_seconds[level] * 1000);
}

function confirmedView(offer: Offer, source: AnswerSource): AnswerView {
  return {
    kind: "offer",
    source,
    plan: offer.plan,
    durations: offer.forecast.duration_seconds,
    faultsExpected: offer.forecast.faults_expected,
    promisedFinish: offer.forecast.promised_finish,
    probability: offer.forecast.probability,
    price: offer.price,
    priceLines: offer.price_lines,
    learning: offer.learning,
    site: offer.site,
  };
}

function instantView(
  answer: Extract<InstantAnswer, { outcome: "planned" }>,
  last: Offer,
  promise: PromiseLevel,
): AnswerView {
  const finish = Date.parse(last.forecast.starts_at) + answer.durations[promise] * 1000 + allowanceOf(last);
  return {
    kind: "offer",
    source: "instant",
    plan: answer.plan,
    durations: answer.durations,
    faultsExpected: answer.faultsExpected,
    promisedFinish: new Date(finish).toISOString(),
    probability: probabilities[promise],
    price: answer.price,
    priceLines: answer.priceLines,
    learning: { ...last.learning, expected_loss: answer.expectedLoss, advice: answer.advice },
    site: last.plan.system === answer.plan.system ? last.site : null,
  };
}

interface AnswerParts {
  /** What Ingot last said. */
  readonly said: Offer | Refusal | null;
  /** Whether it was said about the ask as it stands now. */
  readonly current: boolean;
  /** The last offer among what was said: where start, site and rates come from. */
  readonly lastOffer: Offer | null;
  readonly instant: InstantAnswer | null;
  readonly promise: PromiseLevel;
}

/** Chooses what to show: Ingot's word when it is about this ask, else the browser's own answer, else the old word. */
export function answerView({ said, current, lastOffer, instant, promise }: AnswerParts): AnswerView {
  if (!current && instant) {
    if (instant.outcome === "infeasible") return { kind: "refusal", source: "instant", refusal: instant.refusal };
    if (lastOffer) return instantView(instant, lastOffer, promise);
  }
  if (!said) return { kind: "none" };
  const source = current ? "confirmed" : "outdated";
  return said.outcome === "offered" ? confirmedView(said, source) : { kind: "refusal", source, refusal: said };
}
