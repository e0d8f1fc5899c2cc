import { checkLayout } from "../gpu/check-layout.ts";
import { usualSoftware } from "../gpu/evaluate.ts";
import { nameLayout, unusualParts } from "../gpu/explain.ts";
import { searchLayouts, searchPinned } from "../gpu/search.ts";
import { type PinnedLayout, pinsInWords } from "../gpu/search/pins.ts";
import type { GpuWorkload } from "../gpu/workload.ts";
import { countOf, grouped } from "../../hardware/devices-in-words.ts";
import { percent, spell } from "../life.ts";
import type { Dtype, GpuLayout } from "../plan.ts";
import { climb } from "./climb.ts";
import type { Move } from "./explanation.ts";
import { keepsPins, letGo } from "./held.ts";
import { unsought } from "./neighbours.ts";
import { type Priced, timesAlike, withMachine } from "./setting.ts";

interface Idea {
  readonly code: string;
  readonly action: string;
  readonly work: GpuWorkload;
  readonly from: GpuLayout;
}

function hardwareIdeas(work: GpuWorkload, from: GpuLayout): Idea[] {
  const { machine } = work;
  return [
    {
      code: "network",
      action: `Double the network to ${grouped((machine.networkBandwidth * 2) / 1e9)} GB/s a GPU`,
      work: withMachine(work, { networkBandwidth: machine.networkBandwidth * 2 }),
      from,
    },
    {
      code: "link",
      action: `Double NVLink to ${grouped((machine.linkBandwidth * 2) / 1e9)} GB/s each way`,
      work: withMachine(work, { linkBandwidth: machine.linkBandwidth * 2 }),
      from,
    },
    {
      code: "memoryBandwidth",
      action: `Take memory 1.5 times as fast, ${((machine.memoryBandwidth * 1.5) / 1e12).toFixed(1)} TB/s`,
      work: withMachine(work, { memoryBandwidth: machine.memoryBandwidth * 1.5 }),
      from,
    },
    {
      code: "memory",
      action: `Take GPUs with twice the memory, ${Math.round((machine.memory * 2) / 2 ** 30)} GiB`,
      work: withMachine(work, { memory: machine.memory * 2 }),
      from,
    },
  ];
}

/** Formats with a faster matrix unit, in the order of how much training changes. */
const narrower: Partial<Record<Dtype, Dtype>> = { fp32: "bf16", tf32: "bf16", bf16: "fp8", fp16: "fp8", fp8: "fp4" };

function askIdeas(work: GpuWorkload, from: GpuLayout, pinned: PinnedLayout): Idea[] {
  const doubled = { ...work, globalBatchSize: work.globalBatchSize * 2 };
  const ideas: Idea[] = [
    {
      code: "batch",
      action: `Double the batch to ${grouped(doubled.globalBatchSize)} sequences, if the model still learns as well`,
      work: doubled,
      from: { ...from, microbatches: from.microbatches * 2 },
    },
  ];
  const dtype = narrower[work.dtype];
  const peak = dtype && work.machine.peaks[dtype];
  if (dtype && peak) {
    const action = `Compute in ${dtype}, if the model still learns as well`;
    ideas.push({ code: "dtype", action, work: { ...work, dtype, peak }, from });
  }
  if (pinned.dataParallel === undefined && from.dataParallel > 1 && from.dataParallel % 2 === 0) {
    const devices = work.devices / 2;
    const half = { ...from, dataParallel: from.dataParallel / 2, microbatches: from.microbatches * 2 };
    ideas.push({
      code: "fewer",
      action: `Take half the GPUs, ${grouped(devices)}`,
      work: { ...work, devices },
      from: half,
    });
  }
  return ideas;
}

const stepWords = (then: number, now: number, sequences: number): string =>
  `a step of ${spell(then)} instead of ${spell(now)}${sequences > 1 ? ` for ${sequences} times the sequences` : ""}`;

/** What a move buys, in words. */
function worth({ gain, speedUp }: Pick<Move, "gain" | "speedUp">, steps: string): string {
  // Of fewer GPUs it is the work of each that grows, not the speed of the whole.
  if (gain > speedUp * 1.5) {
    const saved = 1 - 1 / gain;
    return `${percent(Math.abs(saved))} ${saved >= 0 ? "less" : "more"} GPU time for the same tokens, the run ${(1 / speedUp).toFixed(2)} times as long`;
  }
  return `${percent(Math.abs(gain - 1))} ${gain >= 1 ? "more" : "fewer"} tokens a second (${steps})`;
}

/** What came of an idea. */
type Outcome = Pick<Priced, "layout" | "cost">;

/** The best layout near the one that an idea starts from, or of all that keep what is fixed by hand. */
function outcomeOf(idea: Idea, now: Priced, pinned: PinnedLayout): Outcome | undefined {
  const keeps = (layout: GpuLayout) => keepsPins(pinned, layout, idea.work.model.layers);
  // Half the GPUs may leave a layout's experts no even cut, or fewer ranks than a pin names: nothing is near it then.
  const starts = !checkLayout(idea.work, idea.from) && keeps(idea.from);
  const near = starts
    ? climb(idea.work, idea.from, { share: now.share, keeps, anything: idea.code === "layout" })
    : undefined;
  const open = idea.work.software.id === usualSoftware && idea.code !== "layout";
  const best = open ? searchPinned(idea.work, pinned).best : undefined;
  if (!near?.fits) return best;
  return best && best.cost.total < near.cost.total ? best : near;
}

function tell(work: GpuWorkload, now: Priced, idea: Idea, pinned: PinnedLayout): Move | undefined {
  const then = outcomeOf(idea, now, pinned);
  if (!then) return undefined;
  const sequences = idea.work.globalBatchSize / work.globalBatchSize;
  const speedUp = (sequences * now.cost.total) / then.cost.total;
  const gain = (speedUp * work.devices) / idea.work.devices;
  const action =
    idea.code === "layout"
      ? `Take ${inFull(then.layout, now.layout)}, ${unsought(work, pinned, then.layout)}`
      : idea.action;
  const text = `${action}: ${worth({ gain, speedUp }, stepWords(then.cost.total, now.cost.total, sequences))}.`;
  return { code: idea.code, action, gain, speedUp, layout: then.layout, lets: {}, text };
}

/** Its degrees, and what else of it is not as it is now. */
function inFull(layout: GpuLayout, now: GpuLayout): string {
  const { microbatchSize, zeroStage, recompute, recomputeLayers } = layout;
  const kept = recompute === now.recompute && recomputeLayers === now.recomputeLayers;
  const layers = recomputeLayers === undefined ? "" : ` of ${countOf(recomputeLayers, "layer")} a stage`;
  return [
    nameLayout(layout),
    `micro batch ${microbatchSize}`,
    ...(zeroStage === now.zeroStage ? [] : [`ZeRO ${zeroStage}`]),
    ...(kept ? [] : [`recompute ${recompute}${layers}`]),
    ...unusualParts(layout),
  ].join(", ");
}

/** What the search chooses where nothing is fixed by hand; of a tool's plan it is not known what the tool can carry out. */
function unpin(work: GpuWorkload, now: Priced, pinned: PinnedLayout): Move | undefined {
  if (work.software.id !== usualSoftware || Object.keys(pinned).length === 0) return undefined;
  const { best } = searchLayouts(work);
  if (!best) return undefined;
  const lets = letGo(pinned, best.layout, work.model.layers);
  const gain = now.cost.total / best.cost.total;
  const action = `Let ${pinsInWords(lets)} go and take ${inFull(best.layout, now.layout)}`;
  const text = `${action}: ${worth({ gain, speedUp: gain }, stepWords(best.cost.total, now.cost.total, 1))}.`;
  return { code: "unpin", action, gain, speedUp: gain, layout: best.layout, lets, text };
}

/** Batches within a tenth of one that does not divide, which all GPUs share evenly, by whole micro batches too. */
function evenBatches(batch: number, devices: number): number[] {
  if (batch % devices === 0) return [];
  const near = [1, 2, 4, 8, 16].map((micro) => Math.round(batch / (devices * micro)) * devices * micro);
  return [...new Set(near)].filter((even) => Math.abs(even / batch - 1) <= 0.1);
}

/** What a batch a little smaller or larger gives: one that does not divide may leave the search little choice. */
function evenBatch(work: GpuWorkload, now: Priced, pinned: PinnedLayout): Move | undefined {
  const { devices, globalBatchSize: batch } = work;
  if (work.software.id !== usualSoftware || Object.keys(pinned).length > 0) return undefined;
  const told = evenBatches(batch, devices).flatMap((even): Move[] => {
    const { best } = searchLayouts({ ...work, globalBatchSize: even });
    if (!best) return [];
    const gain = ((even / batch) * now.cost.total) / best.cost.total;
    const action = `Take a batch of ${grouped(even)} sequences instead of ${grouped(batch)}, which ${grouped(devices)} GPUs share evenly`;
    const text = `${action}: ${worth({ gain, speedUp: gain }, stepWords(best.cost.total, now.cost.total, 1))}.`;
    return [{ code: "even", action, gain, speedUp: gain, layout: best.layout, lets: {}, text }];
  });
  return told.toSorted((left, right) => right.gain - left.gain)[0];
}

/** The gain from which another layout is worth a word. */
export const worthwhile = 1 + timesAlike;

const lengthens = ({ speedUp }: Move): number => (speedUp < 1 / worthwhile ? 1 : 0);

/**
 * Moves on the same kind of GPU, each planned again from the chosen layout, within what is fixed by hand: those that make
 * the run no longer come first, then most tokens for each GPU.
 */
export function movesOf(work: GpuWorkload, now: Priced, pinned: PinnedLayout): Move[] {
  const own: Idea = { code: "layout", action: "Take another layout", work, from: now.layout };
  const ideas = [own, ...askIdeas(work, now.layout, pinned), ...hardwareIdeas(work, now.layout)];
  return [unpin(work, now, pinned), evenBatch(work, now, pinned), ...ideas.map((idea) => tell(work, now, idea, pinned))]
    .filter((move) => move !== undefined)
    .filter((move) => !["layout", "unpin", "even"].includes(move.code) || move.gain > worthwhile)
    .toSorted((left, right) => lengthens(left) - lengthens(right) || right.gain - left.gain);
}
