import { expectedLoss, type HardwareSystem, type Infeasible, type LossExpectation } from "@ingot/compute";
import { bestOnSystem, byPrice } from "./choose.ts";
import type { Market } from "./market.ts";
import { nowhere, reachOf, type Reach, systemsFor } from "./places.ts";
import type { Run, Setting } from "./run.ts";
import { type QuoteAsk, type Work, workOf } from "./work.ts";

/** The best that one system can do. */
export interface SystemOutcome {
  readonly system: HardwareSystem;
  readonly outcome: Run | Infeasible;
}

/** An answer to an ask: the run we offer or why there is none, and every other system beside it. */
export interface Composed {
  readonly work: Work;
  readonly chosen: SystemOutcome;
  readonly others: readonly SystemOutcome[];
  readonly learning: LossExpectation;
}

/**
 * Composes the offer for an ask. Pure: all it knows of the world is the market, read at one instant.
 * **Throws** VALIDATION with the rule and the value received.
 */
export function composeOffer(ask: QuoteAsk, market: Market): Composed {
  const work = workOf(ask, market.version, market.now);
  const systems = systemsFor(market, ask);
  const reach = reachOf(market, ask);
  const setting: Setting = { market, work, promise: ask.promise, plans: new Map(), forecasts: new Map() };
  const free: QuoteAsk = { ...ask, wish: { ...ask.wish, devices: undefined } };
  const outcomes = systems.map((system) => {
    const wished = ask.wish.system === undefined || ask.wish.system === system.id;
    return { system, outcome: outcomeOn(setting, system, reach, wished ? ask : free) };
  });
  const chosen = choose(outcomes, ask);
  return {
    work,
    chosen,
    others: outcomes.filter((entry) => entry !== chosen),
    learning: expectedLoss({ model: work.model.shape, tokens: work.tokens, uniqueTokens: work.uniqueTokens }),
  };
}

function outcomeOn(setting: Setting, system: HardwareSystem, reach: Reach, ask: QuoteAsk): Run | Infeasible {
  const places = reach.places.filter(({ machines }) => machines.systemId === system.id);
  if (places.length === 0) return nowhere(system, setting.market, reach);
  return bestOnSystem(setting, system, places, ask);
}

function choose(outcomes: readonly SystemOutcome[], ask: QuoteAsk): SystemOutcome {
  const [first] = outcomes;
  if (!first) throw new RangeError("a price book names at least one system of the catalog");
  if (ask.wish.system !== undefined) return first;
  const runs = outcomes.flatMap((entry) => (entry.outcome.kind === "run" ? [{ entry, run: entry.outcome }] : []));
  const [cheapest] = runs.toSorted((left, right) => byPrice(left.run, right.run));
  return cheapest?.entry ?? nearest(outcomes) ?? first;
}

/** Without any offer: the system that misses the wished date by least, else the first that stands in reach. */
function nearest(outcomes: readonly SystemOutcome[]): SystemOutcome | undefined {
  const lateness = ({ outcome }: SystemOutcome) =>
    outcome.kind === "infeasible" && outcome.reason.code === "deadline" ? outcome.needed - outcome.available : Infinity;
  const [soonest] = outcomes.toSorted((left, right) => compareNumbers(lateness(left), lateness(right)));
  if (soonest && lateness(soonest) < Infinity) return soonest;
  return outcomes.find(({ outcome }) => outcome.kind === "infeasible" && outcome.reason.code !== "residency");
}

const compareNumbers = (left: number, right: number): number => (left === right ? 0 : left < right ? -1 : 1);
