import { formatCount, formatSignificant } from "./number.ts";

const steps = [
  { seconds: 86_400, unit: "d" },
  { seconds: 3600, unit: "h" },
  { seconds: 60, unit: "min" },
  { seconds: 1, unit: "s" },
] as const;

/** The two largest units that are not zero: `9 d 4 h`, `3 min 20 s`; below ten seconds with decimals, below one in ms. */
export function formatDuration(seconds: number): string {
  if (seconds < 0) return `−${formatDuration(-seconds)}`;
  if (seconds === 0) return "0 s";
  // What is shorter than any clock of a machine measures is told as such, not to the eighth decimal.
  if (seconds < 1e-7) return "under 0.1 µs";
  if (seconds < 0.001) return `${formatSignificant(seconds * 1e6)} µs`;
  if (seconds < 1) return `${formatSignificant(seconds * 1000)} ms`;
  if (seconds < 10) return `${formatSignificant(seconds)} s`;
  // A second is the smallest unit from here on, so 59.6 s is a minute.
  const shown = Math.max(seconds, Math.round(seconds));
  const index = steps.findIndex((step) => shown >= step.seconds);
  const first = steps[index];
  const second = steps[index + 1];
  if (!first) return `${formatSignificant(seconds)} s`;
  if (!second) return `${Math.round(shown)} s`;
  const rounded = Math.round(shown / second.seconds) * second.seconds;
  // Rounding may carry into the next larger unit: 59 min 59.9 s is an hour.
  const larger = steps[index - 1];
  if (larger && rounded >= larger.seconds) return `1 ${larger.unit}`;
  const rest = Math.round((rounded % first.seconds) / second.seconds);
  const head = `${formatCount(Math.floor(rounded / first.seconds))} ${first.unit}`;
  return rest === 0 ? head : `${head} ${rest} ${second.unit}`;
}

/** A part of a step, or one: three significant digits up to two minutes, where a whole second says too little. */
export const formatStepTime = (seconds: number): string =>
  seconds >= 10 && seconds < 120 ? `${formatSignificant(seconds)} s` : formatDuration(seconds);

/** How far apart two instants are, in words for a sentence: `in 6 d 2 h`, `3 h 10 min ago`. */
export function formatUntil(instant: string, nowMilliseconds: number): string {
  const seconds = (Date.parse(instant) - nowMilliseconds) / 1000;
  if (Math.abs(seconds) < 1) return "now";
  return seconds > 0 ? `in ${formatDuration(seconds)}` : `${formatDuration(-seconds)} ago`;
}
