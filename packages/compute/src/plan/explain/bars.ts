import { seconds } from "@ingot/units";
import { recoverySeconds } from "../forecast.ts";
import type { StepCost } from "../gpu/step.ts";
import { waterfallOf } from "../gpu/waterfall.ts";
import { activationBytes, type GpuWorkload } from "../gpu/workload.ts";
import { inSentence, percent, spell } from "../life.ts";
import type { GpuLayout, Plan, WaterfallBar } from "../plan.ts";
import type { BetweenSteps, ExplainedBar } from "./explanation.ts";

const sentences: Readonly<Record<string, string>> = {
  matrix: "matrix work of the layers at the efficiency that their shapes reach",
  attention: "attention over the sequence",
  elementwise: "norms, activations and residuals, bound by memory bandwidth",
  logits: "the output layer and the loss, on the last stage",
  launch: "the processor launching kernels more slowly than the GPU finishes them",
  recompute: "forward work done a second time because its results were not kept",
  tensor: "all-reduces between the GPUs that share a layer",
  sequence: "gathers and scatters between the GPUs that share a layer and its sequence",
  expert: "routing tokens to their experts and back",
  context: "exchange between the GPUs that share a sequence",
  pipeline: "messages between pipeline stages",
  bubble: "stages waiting for the first and the last micro batch",
  gradients: "summing gradients over the data ranks",
  parameters: "gathering weights that the data ranks hold in shards",
  input: "reading the next batch of tokens from the store",
  offload: "copies to and from the host's memory, and the optimizer's step there",
  optimizer: "the optimizer reading and writing its state",
  straggler: "waiting for the slowest of many GPUs",
  overhead: "the framework's own work outside of the layers",
};

/** Assumed: tokens are stored in 4 bytes and a node reads 1.2 GB a second from the store while it computes. */
const input = { bytesPerToken: 4, bytesPerSecondAndNode: 1.2e9 } as const;

function split(bar: WaterfallBar, parts: readonly (readonly [cause: string, label: string, share: number])[]) {
  return parts
    .filter(([, , share]) => share > 0)
    .map(([cause, label, share]) => ({
      cause,
      label,
      secondsExposed: seconds(bar.secondsExposed * share),
      secondsHidden: seconds(bar.secondsHidden * share),
    }));
}

/** Data traffic by the bytes that each of its collectives moves. */
function dataBars(bar: WaterfallBar, work: GpuWorkload, layout: GpuLayout): WaterfallBar[] {
  const reduce = work.software.gradientWireBytes * (layout.zeroStage === 0 ? 2 : 1);
  const gathers = layout.zeroStage === 0 ? 0 : layout.zeroStage === 3 ? 2 : 1;
  const gather = gathers * activationBytes(work.dtype);
  return split(bar, [
    ["gradients", "Gradient reduction", reduce / (reduce + gather)],
    ["parameters", "Parameter gather", gather / (reduce + gather)],
  ]);
}

function inputBar(work: GpuWorkload): WaterfallBar {
  const nodes = Math.ceil(work.devices / work.machine.devicesPerNode);
  const bytes = work.globalBatchSize * work.sequenceLength * input.bytesPerToken;
  const hidden = seconds(bytes / nodes / input.bytesPerSecondAndNode);
  return { cause: "input", label: "Input", secondsExposed: seconds(0), secondsHidden: hidden };
}

/** **Returns** the causes of a step with every collective apart; exposed seconds add up to the step. */
export function barsOf(work: GpuWorkload, layout: GpuLayout, cost: StepCost): WaterfallBar[] {
  const bars = waterfallOf(cost).flatMap((bar) => {
    if (bar.cause === "data") return dataBars(bar, work, layout);
    if (bar.cause !== "tensor" || !layout.sequenceParallel) return [bar];
    return split(bar, [["sequence", "Sequence-parallel exchange", 1]]);
  });
  return [...bars, inputBar(work)];
}

/** **Returns** bars with their share of the step and a sentence each, largest first. */
export function tellBars(bars: readonly WaterfallBar[], stepTime: number): ExplainedBar[] {
  return bars
    .filter((bar) => bar.secondsExposed + bar.secondsHidden > 1e-10 * stepTime)
    .map((bar): ExplainedBar => {
      const share = bar.secondsExposed / stepTime;
      const what = sentences[bar.cause] ?? inSentence(bar.label);
      const exposed = `${spell(bar.secondsExposed)} (${percent(share)}): ${what}`;
      const behind = `${spell(bar.secondsHidden)} behind other work`;
      if (bar.secondsHidden <= 0) return { ...bar, share, text: `${exposed}.` };
      const text = bar.secondsExposed > 0 ? `${exposed}; a further ${behind}.` : `${behind}: ${what}.`;
      return { ...bar, share, text };
    })
    .toSorted((left, right) => right.secondsExposed - left.secondsExposed || right.secondsHidden - left.secondsHidden);
}

/** **Returns** what checkpoints, faults and the start add to each step of a whole run, in the mean. */
export function betweenOf(plan: Plan, faultsPerNodeDay: number): BetweenSteps[] {
  const { everySteps, pause } = plan.checkpoint;
  const saving = pause / everySteps;
  const perSecond = (plan.hardware.nodes * faultsPerNodeDay) / 86_400;
  const lost = recoverySeconds(plan) + (everySteps * plan.stepTime) / 2;
  const faults = plan.stepTime * perSecond * lost;
  const startup = plan.startup.reduce((sum, phase) => sum + phase.seconds, 0);
  return [
    {
      cause: "checkpoint",
      label: "Checkpoints",
      secondsPerStep: seconds(saving),
      text: `${spell(pause)} every ${everySteps} steps: ${percent(saving / plan.stepTime)} on top of a step.`,
    },
    {
      cause: "faults",
      label: "Faults",
      secondsPerStep: seconds(faults),
      text:
        `${(perSecond * 86_400).toFixed(2)} faults a day on ${plan.hardware.nodes} nodes cost ${spell(lost)} each in ` +
        `recovery and repeated steps: ${percent(faults / plan.stepTime)} on top of a step.`,
    },
    {
      cause: "startup",
      label: "Start",
      secondsPerStep: seconds(startup / plan.totalSteps),
      text: `${spell(startup)} before the first step, spread over ${plan.totalSteps} steps.`,
    },
  ];
}
