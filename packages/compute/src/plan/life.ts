import { grouped } from "../hardware/devices-in-words.ts";
import { bytes, seconds, type Bytes, type Seconds } from "@ingot/units";

/** How often a run saves its state, and what that costs. */
export interface CheckpointPolicy {
  readonly everySteps: number;
  readonly pause: Seconds;
  /** Until a checkpoint is written, where that outlasts the pause. */
  readonly written?: Seconds;
  readonly size: Bytes;
}

/** Bytes of a checkpoint: 16-bit weights, 32-bit master weights and two Adam moments. */
export const checkpointBytesPerParameter = 14;

/** What decides how often a run saves its state. */
export interface CadenceInput {
  readonly stepSeconds: number;
  readonly pauseSeconds: number;
  /** Until a checkpoint is written, where that outlasts the pause: the next one begins no sooner. */
  readonly writtenSeconds?: number;
  readonly faultsPerDay: number;
  readonly totalSteps: number;
}

/**
 * **Returns** the steps between checkpoints that lose least to saving and to repeated work: the square root of twice the
 * pause times the mean time between faults; at most half an hour (or twenty pauses where a pause is long), no less than a
 * checkpoint takes to be written, and at most a quarter of the run.
 * **Source** Young 1974, first-order optimum; Daly 2006.
 */
export function checkpointSteps(input: CadenceInput): number {
  const between = input.faultsPerDay > 0 ? 86_400 / input.faultsPerDay : Infinity;
  const best = Math.min(Math.sqrt(2 * input.pauseSeconds * between), Math.max(1800, 20 * input.pauseSeconds));
  const interval = Math.max(best, input.writtenSeconds ?? 0);
  const steps = Math.min(Math.round(interval / input.stepSeconds), Math.ceil(input.totalSteps / 4));
  return Math.max(1, steps);
}

/** **Returns** how often a model of so many parameters is saved, and what that costs. */
export function checkpointPolicy(input: CadenceInput & { readonly parameters: number }): CheckpointPolicy {
  const { pauseSeconds, writtenSeconds = pauseSeconds } = input;
  return {
    everySteps: checkpointSteps(input),
    pause: seconds(pauseSeconds),
    ...(writtenSeconds > pauseSeconds ? { written: seconds(writtenSeconds) } : {}),
    size: bytes(Math.round(input.parameters * checkpointBytesPerParameter)),
  };
}

const scales: readonly (readonly [number, string])[] = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];

/** **Returns** a count with three digits and its SI prefix, e.g. `8.03 G`. */
export function short(value: number): string {
  const scale = scales.find(([size]) => Math.abs(value) >= size);
  return scale ? `${(value / scale[0]).toPrecision(3)} ${scale[1]}` : `${Number(value.toPrecision(3))} `;
}

export const gibibytes = (value: number): string => `${grouped((value / 2 ** 30).toFixed(1))} GiB`;
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** **Returns** a duration as people say it, e.g. `1.23 s`, `4.5 ms`, `2.1 days`. */
export function spell(duration: number): string {
  if (duration < 1e-3) return `${(duration * 1e6).toPrecision(3)} µs`;
  if (duration < 1) return `${(duration * 1e3).toPrecision(3)} ms`;
  if (duration < 120) return `${duration.toPrecision(3)} s`;
  if (duration < 7200) return `${(duration / 60).toFixed(1)} min`;
  return duration < 172_800 ? `${(duration / 3600).toFixed(1)} h` : `${(duration / 86_400).toFixed(1)} days`;
}

/** **Returns** a label as it reads inside a sentence, e.g. `matrix work`; names such as `NVLink` stay. */
export const inSentence = (label: string): string =>
  /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
