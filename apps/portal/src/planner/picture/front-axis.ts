import { formatDuration } from "../../format/duration.ts";
import { formatEnergy } from "../../format/energy.ts";
import { formatScaled, formatSignificant } from "../../format/number.ts";
import type { FrontAxis } from "../state.ts";
import type { FrontPoint } from "../worker/message.ts";
import { type Axis, evenAxis, ratioAxis } from "./axis.ts";

interface AxisSpec {
  readonly label: string;
  /** Of the whole run, from a point's figure of one step. */
  readonly of: (point: FrontPoint, steps: number) => number;
  readonly text: (value: number) => string;
  /** What the ticks count in: round numbers of days, not of seconds. */
  readonly unit?: (high: number) => number;
}

/** Ticks at round numbers of what memory is sold in. */
const gibibytes = (value: number): string => `${formatSignificant(value)} GiB`;

const timeUnit = (seconds: number): number => [86_400, 3600, 60].find((unit) => seconds > 4 * unit) ?? 1;

export const axisSpecs: Readonly<Record<FrontAxis, AxisSpec>> = {
  time: { label: "Time of the steps", of: ({ time }, steps) => time * steps, text: formatDuration, unit: timeUnit },
  cost: {
    label: "Device time",
    of: ({ cost }, steps) => (cost * steps) / 3600,
    text: (hours) => `${formatScaled(hours)} h`,
  },
  energy: { label: "Energy", of: ({ energy }, steps) => (energy * steps) / 3.6e6, text: formatEnergy },
  headroom: { label: "Free memory", of: ({ headroom }) => headroom / 2 ** 30, text: gibibytes },
};
export const frontAxes = (Object.keys(axisSpecs) as FrontAxis[]).map((value) => ({
  value,
  label: axisSpecs[value].label,
}));

/** An axis over values of a spec: by ratio where they span much, with ticks at round numbers of its unit. */
export function axisFor({ unit }: AxisSpec, values: readonly number[], from: number, to: number): Axis {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (low > 0 && high / low > 12) return ratioAxis(low, high, from, to);
  const one = unit?.(high) ?? 1;
  const { at, ticks } = evenAxis(low / one, high / one, from, to, 4);
  return { at: (value) => at(value / one), ticks: ticks.map((tick) => tick * one) };
}
