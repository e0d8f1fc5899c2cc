import type { Seconds, Watts } from "@ingot/units";
import { systemOf } from "../../hardware/catalog.ts";
import { grouped } from "../../hardware/devices-in-words.ts";
import { plan as planAsk, type Planner } from "../dispatch.ts";
import { inSentence } from "../life.ts";
import type { Ask, HardwareChoice, Infeasible, Plan } from "../plan.ts";

/** A number of devices and what came of it. */
export interface CurvePoint {
  readonly devices: number;
  readonly outcome: "plan" | "infeasible";
  /** The refusal's sentence. */
  readonly refusal: string | undefined;
  readonly stepTime: Seconds | undefined;
  readonly tokensPerSecond: number;
  /** Tokens a second and device, over the best of any smaller number: 1 is linear, 0 where there is no plan. */
  readonly efficiency: number;
  readonly modelFlopsUtilization: number;
  readonly power: Watts | undefined;
  readonly layout: Plan["layout"] | undefined;
  /** Share of a step by cause. */
  readonly shares: Readonly<Record<string, number>>;
}

/** Where efficiency first falls below a share, and what takes over there. */
export interface Knee {
  /** Efficiency fallen below. */
  readonly share: number;
  readonly devices: number;
  readonly cause: string;
  readonly label: string;
  readonly text: string;
}

/** Where more devices make the whole slower, and why. */
export interface Turn {
  readonly devices: number;
  /** The number below it that is fastest. */
  readonly fastest: number;
  readonly cause: string;
  readonly text: string;
}

/** How speed grows with the devices of one system. */
export interface ScalingCurve {
  readonly system: string;
  readonly points: readonly CurvePoint[];
  readonly knees: readonly Knee[];
  /** Absent where more are never slower. */
  readonly turn: Turn | undefined;
}

/** What a curve is drawn of. */
export interface CurveWish {
  /** By default the powers of two from 1 to 16,384. */
  readonly counts?: readonly number[];
  /** `fixed`, also when absent, keeps the ask's batch; `atDevices` says on how many devices it is that, and more take more. */
  readonly batch?: "fixed" | { readonly atDevices: number };
  /** Plans each number of devices; the best plan when absent. */
  readonly planner?: Planner;
}

const powers = Array.from({ length: 15 }, (_, exponent) => 2 ** exponent);

/** **Returns** the powers of two that a system has, up to 16,384. */
export function curveCounts(choice: Pick<HardwareChoice, "system" | "described">): number[] {
  const most = systemOf(choice)?.devicesMax.value ?? 1;
  return powers.filter((devices) => devices <= most);
}

function askAt(ask: Ask, devices: number, batch: CurveWish["batch"]): Ask {
  if (batch === undefined || batch === "fixed") return ask;
  const globalBatchSize = Math.max(1, Math.round((ask.globalBatchSize * devices) / batch.atDevices));
  return { ...ask, globalBatchSize };
}

function refused(devices: number, outcome: Infeasible): CurvePoint {
  return {
    devices,
    outcome: "infeasible",
    refusal: outcome.reason.text,
    stepTime: undefined,
    tokensPerSecond: 0,
    efficiency: 0,
    modelFlopsUtilization: 0,
    power: undefined,
    layout: undefined,
    shares: {},
  };
}

function point(devices: number, outcome: Plan | Infeasible, bestBefore: number): CurvePoint {
  if (outcome.kind === "infeasible") return refused(devices, outcome);
  const tokensPerSecond = outcome.tokensPerStep / outcome.stepTime;
  const each = tokensPerSecond / devices;
  return {
    devices,
    outcome: "plan",
    refusal: undefined,
    stepTime: outcome.stepTime,
    tokensPerSecond,
    efficiency: bestBefore > 0 ? each / bestBefore : 1,
    modelFlopsUtilization: outcome.modelFlopsUtilization,
    power: outcome.power,
    layout: outcome.layout,
    shares: Object.fromEntries(
      outcome.waterfall.map((bar) => [bar.cause, bar.secondsExposed / outcome.stepTime] as const),
    ),
  };
}

/** Device-seconds that each cause takes for a token. */
const perToken = (at: CurvePoint): Map<string, number> => {
  const whole = at.devices / at.tokensPerSecond;
  return new Map(Object.entries(at.shares).map(([cause, share]) => [cause, share * whole]));
};

/** The cause whose device time for a token grew most between two points. */
function takenOverBy(before: CurvePoint, after: CurvePoint): string {
  const was = perToken(before);
  let cause = "matrix";
  let most = -Infinity;
  for (const [name, time] of perToken(after)) {
    const growth = time - (was.get(name) ?? 0);
    if (growth > most) [cause, most] = [name, growth];
  }
  return cause;
}

/** Efficiencies whose first fall is told. */
const kneeShares = [0.9, 0.75, 0.5] as const;

function kneesOf(points: readonly CurvePoint[], labels: ReadonlyMap<string, string>): Knee[] {
  const planned = points.filter(({ outcome }) => outcome === "plan");
  return kneeShares.flatMap((share): Knee[] => {
    const at = planned.findIndex(({ efficiency }) => efficiency < share);
    const after = planned[at];
    if (!after) return [];
    const best = planned
      .slice(0, at)
      .reduce((top, next) => (next.tokensPerSecond / next.devices > top.tokensPerSecond / top.devices ? next : top));
    const cause = takenOverBy(best, after);
    const label = labels.get(cause) ?? cause;
    const percents = `${(share * 100).toFixed(0)} %`;
    const text =
      `From ${grouped(after.devices)} devices each gives less than ${percents} of what it gives at ${grouped(best.devices)} ` +
      `(${(after.efficiency * 100).toFixed(0)} %); what grows most is ${inSentence(label)}.`;
    return [{ share, devices: after.devices, cause, label, text }];
  });
}

/** Differences below this share are no slowing down. */
const even = 0.0005;

function turnOf(points: readonly CurvePoint[], labels: ReadonlyMap<string, string>): Turn | undefined {
  let fastest: CurvePoint | undefined;
  for (const point of points.filter(({ outcome }) => outcome === "plan")) {
    if (fastest && point.tokensPerSecond < fastest.tokensPerSecond * (1 - even)) {
      const cause = takenOverBy(fastest, point);
      const slower = ((1 - point.tokensPerSecond / fastest.tokensPerSecond) * 100).toFixed(1);
      const text =
        `${grouped(point.devices)} devices are ${slower} % slower than ${grouped(fastest.devices)}: ` +
        `what grows most is ${inSentence(labels.get(cause) ?? cause)}.`;
      return { devices: point.devices, fastest: fastest.devices, cause, text };
    }
    if (!fastest || point.tokensPerSecond > fastest.tokensPerSecond) fastest = point;
  }
  return undefined;
}

/**
 * Speed over numbers of devices of one system, each planned, with the knees where efficiency falls.
 * **Throws** RangeError for an unknown system or a number of devices that is not whole.
 * **Cost** one search a number.
 */
export function scalingCurve(
  ask: Ask,
  system: string | Omit<HardwareChoice, "devices">,
  wish: CurveWish = {},
): ScalingCurve {
  const { planner = planAsk } = wish;
  const chosen = typeof system === "string" ? { system } : system;
  const counts = (wish.counts ?? powers).toSorted((left, right) => left - right);
  const labels = new Map<string, string>();
  const points: CurvePoint[] = [];
  let best = 0;
  for (const devices of counts) {
    const outcome = planner(askAt(ask, devices, wish.batch), { ...chosen, devices });
    if (outcome.kind === "plan") for (const { cause, label } of outcome.waterfall) labels.set(cause, label);
    const next = point(devices, outcome, best);
    points.push(next);
    best = Math.max(best, next.tokensPerSecond / devices);
  }
  const knees = kneesOf(points, labels);
  return { system: chosen.system, points, knees, turn: turnOf(points, labels) };
}
