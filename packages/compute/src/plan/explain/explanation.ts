import type { Seconds } from "@ingot/units";
import type { PinnedLayout } from "../gpu/search/pins.ts";
import type { Ask, GpuLayout, HardwareChoice, Infeasible, Plan } from "../plan.ts";
import type { StepPower } from "../power.ts";

/** One cause of step time, told. Exposed seconds of all bars add up to the step. */
export interface ExplainedBar {
  readonly cause: string;
  readonly label: string;
  readonly secondsExposed: Seconds;
  /** Overlaps with something else: no part of the step. */
  readonly secondsHidden: Seconds;
  /** Exposed share of the step. **Range** 0 to 1. */
  readonly share: number;
  readonly text: string;
}

/** What a run adds between steps, spread over the steps. No part of the step time. */
export interface BetweenSteps {
  readonly cause: "checkpoint" | "faults" | "startup";
  readonly label: string;
  readonly secondsPerStep: Seconds;
  readonly text: string;
}

/** A resource that Amdahl's law makes infinite. */
export type BoundResource = "matrix" | "network" | "link" | "memoryBandwidth" | "memory" | "batch";

/** What an infinite amount of one resource would give: the model evaluated again, not a bar taken away. */
export interface Bound {
  readonly resource: BoundResource;
  readonly label: string;
  /** Time of the same sequences. **Unit** s. */
  readonly stepTime: Seconds;
  /** Step time now over step time then. **Range** 1 or more. */
  readonly speedUp: number;
  readonly text: string;
}

/** Something that can be done, planned again. */
export interface Move {
  readonly code: string;
  /** In the imperative, e.g. `Double the batch to 512 sequences`. */
  readonly action: string;
  /** Tokens a second and device, then over now. */
  readonly gain: number;
  /** Tokens a second of the whole, then over now. */
  readonly speedUp: number;
  readonly layout: GpuLayout | undefined;
  /** What of the layout was fixed by hand and is let go; no field of it where nothing is. */
  readonly lets: PinnedLayout;
  readonly text: string;
}

/** A layout one step away from the chosen one, and why it was not chosen. */
export interface Neighbour {
  readonly dimension: string;
  /** E.g. `tensor 8 instead of 4`. */
  readonly change: string;
  readonly verdict: "slower" | "same" | "faster" | "does-not-fit" | "impossible";
  readonly layout: GpuLayout | undefined;
  readonly stepTime: Seconds | undefined;
  /** Step time over the chosen layout's, less 1. */
  readonly slower: number | undefined;
  /** **Unit** byte on the fullest device. */
  readonly bytes: number | undefined;
  readonly text: string;
}

/** Why a plan takes the time that it takes, as data. */
export interface Explanation {
  readonly kind: "explanation";
  readonly choice: HardwareChoice;
  readonly plan: Plan;
  readonly stepTime: Seconds;
  /** Largest first. */
  readonly bars: readonly ExplainedBar[];
  readonly between: readonly BetweenSteps[];
  readonly bounds: readonly Bound[];
  /** One sentence with the number that it buys. */
  readonly next: Move | undefined;
  /** All moves looked at: those that make the run shorter first, then most tokens for each GPU first. */
  readonly moves: readonly Move[];
  readonly neighbours: readonly Neighbour[];
  readonly power: StepPower;
}

/** A change of the ask or the choice that was planned again and fits. */
export interface Change {
  readonly kind: "layout" | "devices" | "system" | "sequence" | "batch" | "dtype";
  /** In the imperative. */
  readonly action: string;
  /** What comes of it. */
  readonly outcome: string;
  /** Both as a sentence. */
  readonly text: string;
  readonly ask: Ask;
  readonly choice: HardwareChoice;
  /** The layout that fits. */
  readonly layout: GpuLayout | undefined;
  readonly stepTime: Seconds;
  /** How far this is from what was asked, as a factor of 1 or more; 1 is nothing. */
  readonly distance: number;
}

/** Why there is no plan, and what would fit. */
export interface Refusal {
  readonly kind: "refusal";
  readonly choice: HardwareChoice;
  readonly infeasible: Infeasible;
  /** **Unit** of `infeasible.unit`: how much was missing. */
  readonly missing: number;
  /** Nearest first; each was planned and fits. */
  readonly changes: readonly Change[];
  readonly text: string;
}
