import { seconds } from "@ingot/units";
import type { GpuWorkload } from "../gpu/workload.ts";
import { gibibytes, inSentence, percent, spell } from "../life.ts";
import type { GpuLayout, WaterfallBar } from "../plan.ts";
import { barsOf } from "./bars.ts";
import type { Neighbour } from "./explanation.ts";
import { stepsFrom, type Step } from "./reshape.ts";
import { price, type Priced } from "./setting.ts";

/** Differences below this share are within what two runs of one layout differ by, so they decide nothing. */
const even = 0.0005;

/** The causes that grew most, in words: `412 ms more tensor exchange`. */
function growth(before: readonly WaterfallBar[], after: readonly WaterfallBar[], difference: number): string {
  const was = new Map(before.map((bar) => [bar.cause, bar.secondsExposed as number]));
  const grown = after
    .map((bar) => ({ label: bar.label, seconds: bar.secondsExposed - (was.get(bar.cause) ?? 0) }))
    .filter((bar) => bar.seconds > 0.15 * Math.abs(difference))
    .toSorted((left, right) => right.seconds - left.seconds)
    .slice(0, 2);
  return grown.map(({ label, seconds: more }) => `${spell(more)} more ${inSentence(label)}`).join(" and ");
}

/** Full recompute, where a layout does not fit without. */
function rescued(work: GpuWorkload, layout: GpuLayout): Priced | undefined {
  for (const recompute of ["selective", "full"] as const) {
    if (recompute === layout.recompute || layout.recompute === "full") continue;
    const next = price(work, { ...layout, recompute });
    if (next.fits) return next;
  }
  return undefined;
}

function judgeMisfit(work: GpuWorkload, chosen: Priced, step: Step, priced: Priced): string {
  const capacity = work.machine.memory;
  const needs = `${gibibytes(priced.memory.total)} of ${gibibytes(capacity)}`;
  const misfit =
    priced.memory.total > capacity
      ? `does not fit: ${needs}`
      : `fits only without the reserve that a plan keeps: ${needs}`;
  const other = rescued(work, priced.layout);
  if (!other) return `${step.change}: ${misfit}.`;
  const slower = other.cost.total / chosen.cost.total - 1;
  const word = slower >= 0 ? "slower" : "faster";
  return `${step.change}: ${misfit}; with ${other.layout.recompute} recompute it fits and is ${percent(Math.abs(slower))} ${word}.`;
}

function judgeTime(work: GpuWorkload, chosen: Priced, step: Step, priced: Priced): string {
  const difference = priced.cost.total - chosen.cost.total;
  const slower = difference / chosen.cost.total;
  if (Math.abs(slower) < even)
    return `${step.change}: as fast, ${gibibytes(priced.memory.total)} instead of ${gibibytes(chosen.memory.total)}.`;
  const before = barsOf(work, chosen.layout, chosen.cost);
  const after = barsOf(work, priced.layout, priced.cost);
  if (slower < 0) return `${step.change}: ${percent(-slower)} faster; ${growth(after, before, difference)} now.`;
  const why = growth(before, after, difference);
  return `${step.change}: ${percent(slower)} slower${why ? `, ${why}` : ""}.`;
}

function judge(work: GpuWorkload, chosen: Priced, step: Step): Neighbour {
  const { dimension, change } = step;
  if (!step.layout) {
    return {
      dimension,
      change,
      verdict: "impossible",
      layout: undefined,
      stepTime: undefined,
      slower: undefined,
      bytes: undefined,
      text: `${change}: impossible, ${step.obstacle}.`,
    };
  }
  const priced = price(work, step.layout);
  const slower = priced.cost.total / chosen.cost.total - 1;
  const told = {
    dimension,
    change,
    layout: step.layout,
    stepTime: seconds(priced.cost.total),
    slower,
    bytes: priced.memory.total,
  };
  if (!priced.fits) return { ...told, verdict: "does-not-fit", text: judgeMisfit(work, chosen, step, priced) };
  const verdict = Math.abs(slower) < even ? "same" : slower > 0 ? "slower" : "faster";
  return { ...told, verdict, text: judgeTime(work, chosen, step, priced) };
}

/** **Returns** the layouts one step from the chosen one, each with its verdict in numbers. */
export const neighboursOf = (work: GpuWorkload, chosen: Priced): Neighbour[] =>
  stepsFrom(work, chosen.layout).map((step) => judge(work, chosen, step));
