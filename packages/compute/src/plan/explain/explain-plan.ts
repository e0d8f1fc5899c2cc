import { seconds } from "@ingot/units";
import { plan as planAsk } from "../dispatch.ts";
import type { Ask, GpuLayout, HardwareChoice, Infeasible, Plan } from "../plan.ts";
import { stepPower } from "../power.ts";
import { barsOf, betweenOf, tellBars } from "./bars.ts";
import type { PinnedLayout } from "../gpu/search/pins.ts";
import { boundsOf } from "./bounds.ts";
import type { Explanation, Refusal } from "./explanation.ts";
import { movesOf, worthwhile } from "./moves.ts";
import { neighboursOf } from "./neighbours.ts";
import { refusalOf } from "./refusal.ts";
import { priceChosen, settingOf } from "./setting.ts";

interface Question {
  readonly ask: Ask;
  readonly choice: HardwareChoice;
  readonly pinned: PinnedLayout;
}

function explainLayout({ ask, choice, pinned }: Question, plan: Plan, layout: GpuLayout): Explanation {
  const { work, system } = settingOf(ask, choice, plan.software);
  const now = priceChosen(work, layout);
  const bars = barsOf(work, layout, now.cost);
  const moves = movesOf(work, now, pinned);
  return {
    kind: "explanation",
    choice,
    plan,
    stepTime: seconds(now.cost.total),
    bars: tellBars(bars, now.cost.total),
    between: betweenOf(plan, system.faultsPerNodeDay.value),
    bounds: boundsOf(work, now, { pinned, moves }),
    next: moves.find((move) => move.gain > worthwhile),
    moves,
    neighbours: neighboursOf(work, now, pinned),
    power: stepPower(system, plan.hardware.devices, bars),
  };
}

/**
 * Says why a plan takes its time, what bounds it, what to do next and why each neighbour layout was not chosen; or why
 * there is no plan and what would fit. Everything is the model evaluated again, nothing is a bar taken away.
 * `found` may be what `plan` returned for the same ask and choice, or a plan of a layout of one's own; what it is held
 * against is the same framework. `pinned` is what of its layout was fixed by hand: moves and bounds keep it, and what it
 * rules out is said to be ruled out by it.
 * **Throws** RangeError for a wafer: its plan carries its reasons itself.
 * **Cost** some ten milliseconds for a plan, up to a hundred where much can be cut; a refusal plans some twenty changes.
 */
export function explainPlan(
  ask: Ask,
  choice: HardwareChoice,
  found: Plan | Infeasible = planAsk(ask, choice),
  pinned: PinnedLayout = {},
): Explanation | Refusal {
  if (found.kind === "infeasible") return refusalOf(ask, choice, found);
  if (found.layout.kind !== "gpu") {
    throw new RangeError(`an explanation needs a plan on GPUs, received one on ${found.hardware.system}`);
  }
  return explainLayout({ ask, choice, pinned }, found, found.layout);
}
