import {
  type DurationForecast,
  faultsPerDay,
  forecastDuration,
  type Infeasible,
  type Plan,
  plan as planWork,
  throughputSigma,
} from "@ingot/compute";
import { plannedSeconds, priceRun, type PricedRun, type PromiseLevel } from "@ingot/pricing";
import { earliestStart } from "./free-nodes.ts";
import { knownForecast, knownPlan } from "./known-plans.ts";
import { largestSold, nodesDown, nodesSold, repairHolds, soldInWords, wholeFrom } from "./machines.ts";
import type { Market } from "./market.ts";
import type { Place } from "./places.ts";
import { checkAndValidationSeconds } from "./validation-plan.ts";
import type { Work } from "./work.ts";

/** One way to do the work, planned, dated and priced. */
export interface Run {
  readonly kind: "run";
  readonly place: Place;
  readonly plan: Plan;
  readonly forecast: DurationForecast;
  readonly startsAt: Date;
  readonly promisedFinish: Date;
  /** How long the nodes are kept: to the end that one run in a hundred exceeds. */
  readonly holdMilliseconds: number;
  readonly price: PricedRun;
}

/** The part of a question that stays the same over all hardware; plans are made once for each number of devices. */
export interface Setting {
  readonly market: Market;
  readonly work: Work;
  readonly promise: PromiseLevel;
  readonly plans: Map<string, Plan | Infeasible>;
  readonly forecasts: Map<string, DurationForecast>;
}

/** A customer who accepts within this time keeps the promised instant; **Unit** milliseconds of platform time. */
export const signingMilliseconds = 3_600_000;

const minute = 60_000;

/** Tries the work on so many devices of one place. */
export function tryRun(setting: Setting, place: Place, devices: number): Run | Infeasible {
  const { market } = setting;
  const { machines, site } = place;
  const planned = planOnce(setting, machines.systemId, devices);
  if (planned.kind === "infeasible") return planned;
  const { nodes } = planned.hardware;
  const whole = wholeFrom(machines, nodes, market.now.getTime());
  if (whole === undefined) return tooFew(place, nodes);
  const forecast = forecastOnce(setting, planned, place);
  const extra = checkAndValidationSeconds(planned) * 1000 + signingMilliseconds;
  const holdMilliseconds = Math.ceil(forecast.p99 * 1000 + extra);
  const here = market.holds.filter((hold) => hold.siteId === site.id && hold.systemId === machines.systemId);
  const wish = { total: nodesSold(machines), nodes, from: whole, milliseconds: holdMilliseconds };
  const start = earliestStart([...here, ...repairHolds(machines)], wish);
  if (start === undefined) return tooFew(place, nodes);
  const finish = start + forecast[setting.promise] * 1000 + extra;
  const price = priceOf(setting, place, planned, forecast);
  if (price.kind === "infeasible") return price;
  return {
    kind: "run",
    place,
    plan: planned,
    forecast,
    startsAt: new Date(start),
    promisedFinish: new Date(Math.ceil(finish / minute) * minute),
    holdMilliseconds,
    price: price.priced,
  };
}

/** Checkpoints kept after delivery: the final one and the one before it. */
const checkpointsKept = 2;

type PriceOutcome = { readonly kind: "priced"; readonly priced: PricedRun } | Infeasible;

function priceOf({ market, promise }: Setting, { site }: Place, plan: Plan, forecast: DurationForecast): PriceOutcome {
  const saves = Math.ceil(plan.totalSteps / plan.checkpoint.everySteps);
  try {
    const priced = priceRun({
      plan,
      forecast,
      book: market.book,
      costs: market.costs,
      country: site.row.country,
      datasetBytes: market.version.bytes,
      checkpointBytes: Math.round(Math.min(saves, checkpointsKept) * plan.checkpoint.size),
      promise,
    });
    return { kind: "priced", priced };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {
      kind: "infeasible",
      reason: { code: "price", text: error.message, values: {} },
      needed: 1,
      available: 0,
      unit: "prices",
      suggestion: "Ask for fewer tokens or a smaller model.",
    };
  }
}

/** Whether so many devices miss an instant even at a tenth better than planned: then no forecast need be drawn. */
export function surelyMisses(setting: Setting, place: Place, devices: number, finishBy: Date): boolean {
  const planned = planOnce(setting, place.machines.systemId, devices);
  if (planned.kind === "infeasible") return false;
  return setting.market.now.getTime() + 900 * plannedSeconds(planned) > finishBy.getTime();
}

function planOnce({ plans, work }: Setting, system: string, devices: number): Plan | Infeasible {
  const key = `${system} ${devices}`;
  const question = `${JSON.stringify(work.ask)} ${key}`;
  const found = plans.get(key) ?? knownPlan(question, () => planWork(work.ask, { system, devices }));
  plans.set(key, found);
  return found;
}

function forecastOnce({ forecasts, work }: Setting, plan: Plan, place: Place): DurationForecast {
  const { system, devices, nodes, deviceKind } = plan.hardware;
  const profile = place.site.row.faultProfile;
  const key = `${system} ${devices} ${profile}`;
  const found =
    forecasts.get(key) ??
    knownForecast(`${JSON.stringify(work.ask)} ${key}`, () =>
      forecastDuration({
        plan,
        tokens: work.tokens,
        faultsPerNodeDay: faultsPerDay(profile, deviceKind, nodes) / nodes,
        throughputSigma: throughputSigma(plan),
        seed: `${work.ask.model.id} ${key} ${work.tokens}`,
      }),
    );
  forecasts.set(key, found);
  return found;
}

function tooFew({ site, machines }: Place, nodes: number): Infeasible {
  const largest = largestSold(machines);
  const out = nodesDown(machines);
  const down = out > 0 ? ` (${out} nodes of this system are down there)` : "";
  return {
    kind: "infeasible",
    reason: {
      code: "capacity",
      text: `${nodes} nodes were asked for; the largest cluster at ${site.row.label} has ${largest} ${soldInWords(machines)}${down}.`,
      values: { nodes, largest, down: out },
    },
    needed: nodes,
    available: largest,
    unit: "nodes",
    suggestion: `Take at most ${largest * machines.devicesPerNode} devices.`,
  };
}
