import { seconds } from "@ingot/units";
import { layersPerStage } from "../gpu/pipeline.ts";
import { usualSoftware } from "../gpu/evaluate.ts";
import type { PinnedLayout } from "../gpu/search/pins.ts";
import type { GpuWorkload } from "../gpu/workload.ts";
import { gibibytes, inSentence, percent, spell } from "../life.ts";
import type { GpuLayout, WaterfallBar } from "../plan.ts";
import { barsOf } from "./bars.ts";
import type { Neighbour } from "./explanation.ts";
import { letGoInWords } from "./held.ts";
import { stepsFrom, type Step } from "./reshape.ts";
import { timesAlike, price, type Priced } from "./setting.ts";

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

interface Rescue {
  readonly priced: Priced;
  readonly words: string;
}

/** The least recompute under which a layout fits that does not fit as it is. */
function rescued(work: GpuWorkload, layout: GpuLayout, share: number): Rescue | undefined {
  const perStage = layersPerStage(work.model.layers, layout);
  const withLayers = (recomputeLayers: number) =>
    price(work, { ...layout, overlapExperts: undefined, recompute: "full", recomputeLayers } as GpuLayout, share);
  if (!withLayers(perStage).fits) return undefined;
  let low = layout.recompute === "full" ? (layout.recomputeLayers ?? perStage) : 0;
  let high = perStage;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (withLayers(middle).fits) high = middle;
    else low = middle;
  }
  const words = high === perStage ? "every layer recomputed" : `${high} of ${perStage} layers recomputed`;
  return { priced: withLayers(high), words };
}

/**
 * Why something faster was not chosen: what is fixed by hand rules it out, else the search does not look that far; of a
 * tool's plan it keeps to what that tool can carry out.
 */
export function unsought({ software, model }: GpuWorkload, pinned: PinnedLayout, layout: GpuLayout): string {
  const gone = letGoInWords(pinned, layout, model.layers);
  if (gone !== "") return `which what is fixed rules out (${gone})`;
  if (software.id === usualSoftware) return "which the usual search does not look at";
  return `which a search for ${software.label} need not look at`;
}

/** The chosen layout, priced, and what of it is fixed by hand. */
interface Chosen extends Priced {
  readonly pinned: PinnedLayout;
}

function judgeMisfit(work: GpuWorkload, chosen: Chosen, step: Step, priced: Priced): string {
  const capacity = work.machine.memory;
  const needs = `${gibibytes(priced.memory.total)} of ${gibibytes(capacity)}`;
  const misfit =
    priced.memory.total > capacity
      ? `does not fit: ${needs}`
      : `fits only without the reserve that a plan keeps: ${needs}`;
  const other = step.dimension === "recompute" ? undefined : rescued(work, priced.layout, chosen.share);
  if (!other) return `${step.change}: ${misfit}.`;
  const slower = other.priced.cost.total / chosen.cost.total - 1;
  const word = slower >= 0 ? "slower" : `faster, ${unsought(work, chosen.pinned, other.priced.layout)}`;
  return `${step.change}: ${misfit}; with ${other.words} it fits and is ${percent(Math.abs(slower))} ${word}.`;
}

function judgeTime(work: GpuWorkload, chosen: Chosen, step: Step, priced: Priced): string {
  const difference = priced.cost.total - chosen.cost.total;
  const slower = difference / chosen.cost.total;
  if (Math.abs(slower) < timesAlike)
    return `${step.change}: as fast, ${gibibytes(priced.memory.total)} instead of ${gibibytes(chosen.memory.total)}.`;
  if (slower < 0) return `${step.change}: ${percent(-slower)} faster, ${unsought(work, chosen.pinned, priced.layout)}.`;
  const before = barsOf(work, chosen.layout, chosen.cost);
  const after = barsOf(work, priced.layout, priced.cost);
  const why = growth(before, after, difference);
  return `${step.change}: ${percent(slower)} slower${why ? `, ${why}` : ""}.`;
}

function judge(work: GpuWorkload, chosen: Chosen, step: Step): Neighbour {
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
  const priced = price(work, step.layout, chosen.share);
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
  const verdict = Math.abs(slower) < timesAlike ? "same" : slower > 0 ? "slower" : "faster";
  return { ...told, verdict, text: judgeTime(work, chosen, step, priced) };
}

/** **Returns** the layouts one step from the chosen one, each with its verdict in numbers. */
export const neighboursOf = (work: GpuWorkload, now: Priced, pinned: PinnedLayout): Neighbour[] =>
  stepsFrom(work, now.layout).map((step) => judge(work, { ...now, pinned }, step));
