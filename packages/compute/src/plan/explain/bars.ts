import { seconds } from "@ingot/units";
import { faultSeconds, faultsPerSecond } from "../forecast.ts";
import type { StepCost } from "../gpu/step.ts";
import { inputBar, sentenceOf, stepBars } from "../gpu/waterfall.ts";
import type { GpuWorkload } from "../gpu/workload.ts";
import { countOf, grouped } from "../../hardware/devices-in-words.ts";
import { percent, spell } from "../life.ts";
import type { GpuLayout, Plan, WaterfallBar } from "../plan.ts";
import type { BetweenSteps, ExplainedBar } from "./explanation.ts";

/** **Returns** the causes of a step with each collective apart, and what hides behind it. */
export const barsOf = (work: GpuWorkload, layout: GpuLayout, cost: StepCost): WaterfallBar[] => [
  ...stepBars(work, layout, cost),
  inputBar(work),
];

/** **Returns** bars with their share of the step and a sentence each, largest first. */
export function tellBars(bars: readonly WaterfallBar[], stepTime: number): ExplainedBar[] {
  return bars
    .filter((bar) => bar.secondsExposed + bar.secondsHidden > 1e-10 * stepTime)
    .map((bar): ExplainedBar => {
      const share = bar.secondsExposed / stepTime;
      const what = sentenceOf(bar.cause);
      const exposed = `${spell(bar.secondsExposed)} (${percent(share)}): ${what}`;
      const behind = `${spell(bar.secondsHidden)} behind other work`;
      if (bar.secondsHidden <= 0) return { ...bar, share, text: `${exposed}.` };
      const text = bar.secondsExposed > 0 ? `${exposed}; a further ${behind}.` : `${behind}: ${what}.`;
      return { ...bar, share, text };
    })
    .toSorted((left, right) => right.secondsExposed - left.secondsExposed || right.secondsHidden - left.secondsHidden);
}

const faultsInWords = (perDay: number): string =>
  perDay >= 0.1 ? `${perDay.toFixed(1)} faults a day` : `a fault in ${grouped(Math.round(1 / perDay))} days`;

function faultsText(plan: Plan, perSecond: number, lost: number, perStep: number): string {
  const nodes = countOf(plan.hardware.nodes, "node");
  if (perSecond === 0) return `No faults on ${nodes}.`;
  const each = `${spell(lost)} lost to each in recovery and repeated steps`;
  return `${faultsInWords(perSecond * 86_400)} on ${nodes}, ${each}: ${percent(perStep / plan.stepTime)} on top of a step.`;
}

/** **Returns** what checkpoints, faults and the start add to each step of a whole run, in the mean. */
export function betweenOf(plan: Plan, faultsPerNodeDay: number): BetweenSteps[] {
  const { everySteps, pause } = plan.checkpoint;
  const saving = pause / everySteps;
  const perSecond = faultsPerSecond(plan, faultsPerNodeDay);
  const lost = faultSeconds(plan);
  const faults = plan.stepTime * perSecond * lost;
  const startup = plan.startup.reduce((sum, phase) => sum + phase.seconds, 0);
  return [
    {
      cause: "checkpoint",
      label: "Checkpoints",
      secondsPerStep: seconds(saving),
      text: `${spell(pause)} every ${everySteps === 1 ? "step" : `${grouped(everySteps)} steps`}: ${percent(saving / plan.stepTime)} on top of a step.`,
    },
    {
      cause: "faults",
      label: "Faults",
      secondsPerStep: seconds(faults),
      text: faultsText(plan, perSecond, lost, faults),
    },
    {
      cause: "startup",
      label: "Start",
      secondsPerStep: seconds(startup / plan.totalSteps),
      text: `${spell(startup)} before the first step, spread over ${countOf(plan.totalSteps, "step")}.`,
    },
  ];
}
