import type { Money } from "@ingot/units";
import { allocate, compareRationals, rational, zero } from "@ingot/units";
import { commonWeights } from "../price/weights.ts";
import { deliveredShare } from "./delivered-share.ts";
import type { MilestoneTerm, Terms } from "./terms.ts";

export interface Milestone extends MilestoneTerm {
  readonly amount: Money;
}

/** Splits a net price over the terms' milestones; the amounts add up to it (largest remainder). */
export function milestones(total: Money, terms: Terms): Milestone[] {
  const amounts = allocate(total, commonWeights(terms.milestones.map((term) => rational(term.price_share))));
  return terms.milestones.map((term, index) => ({ ...term, amount: amounts[index] ?? zero(total.currency) }));
}

/** The milestones that so many verified tokens have reached, the deposit included. */
export function reachedMilestones(terms: Terms, tokensVerified: number, tokensContracted: number): MilestoneTerm[] {
  const progress = deliveredShare(tokensVerified, tokensContracted);
  return terms.milestones.filter((term) => compareRationals(progress, rational(term.tokens_share)) >= 0);
}
