import type { FloorRectangle, ModelShape, StreamingTimeline, WaferFloorplan } from "@ingot/compute";
import type { PriceInputs } from "@ingot/pricing";
import type { Plan } from "../api/outputs.ts";
import type { MoneyText } from "../format/money.ts";

/** The work that a wafer is asked to do; an ask of the planner is one, too. */
export interface WaferAsk {
  /** A model of the catalog by its id, or any shape. */
  readonly model: string | ModelShape;
  readonly tokens: number;
  /** Null takes what was published with the model. */
  readonly sequenceLength: number | null;
  readonly globalBatchSize: number | null;
  readonly dtype: "fp32" | "tf32" | "bf16" | "fp16" | "fp8" | "fp4";
}

/** How the cores of the wafer drawn came out of the fab. */
export type DefectKind = "none" | "usual" | "clustered" | "many";

export interface WaferDraw {
  readonly defects: DefectKind;
  /** The same number draws the same wafer. */
  readonly number: number;
}

export interface FloorQuestion {
  readonly ask: WaferAsk;
  readonly plan: Plan;
  readonly draw: WaferDraw;
}

export type Floor = WaferFloorplan;
export type Kernel = FloorRectangle;

export type FloorAnswer =
  | {
      readonly kind: "floor";
      readonly floor: Floor;
      /** Physical core of each logical one, counted along the rows of the wafer; null without defects, where both are the same. */
      readonly coreOf: Uint32Array | null;
      /** Step of the plan, on a wafer as it usually is. **Unit** s. */
      readonly plannedStep: number;
    }
  | { readonly kind: "no-floor"; readonly text: string };

export interface TimelineQuestion {
  readonly ask: WaferAsk;
  readonly plan: Plan;
}

/** Null for a model that lives on the wafer: nothing streams. */
export type TimelineAnswer = StreamingTimeline | null;

/** What of the run might be otherwise than planned. */
export interface WhatIf {
  /** Share of weights that are zero. */
  readonly sparsity: number;
  /** Month of the software, `2023-11`; null is today's. */
  readonly softwareDate: string | null;
}

export interface ScalingQuestion {
  readonly ask: WaferAsk;
  readonly system: string;
  readonly whatIf: WhatIf;
  /** Inputs of a confirmed price on this system; null where nothing was offered. */
  readonly rates: PriceInputs | null;
}

export interface ScalingRow {
  readonly systems: number;
  /** Why there is no plan; null where there is one. */
  readonly refusal: string | null;
  readonly stepSeconds: number;
  readonly p50Seconds: number;
  readonly p90Seconds: number;
  readonly speedup: number;
  readonly efficiency: number;
  readonly systemHours: number;
  readonly energyKilowattHours: number;
  readonly boundBy: string;
  readonly price: MoneyText | null;
}

export interface ScalingAnswer {
  readonly rows: readonly ScalingRow[];
  /** What the zeros do to the loss, in a sentence, and the law it rests on; null where all weights are trained. */
  readonly sparse: { readonly text: string; readonly law: string } | null;
}

/** How often wafers of a system fail. */
export interface FaultRate {
  /** **Unit** faults of a system in a day. */
  readonly perDay: number;
  readonly source: string;
  readonly assumed: boolean;
}

export interface WaferQuestions {
  readonly faults: { readonly system: string };
  readonly floor: FloorQuestion;
  readonly timeline: TimelineQuestion;
  readonly scaling: ScalingQuestion;
}

export interface WaferAnswers {
  readonly faults: FaultRate;
  readonly floor: FloorAnswer;
  readonly timeline: TimelineAnswer;
  readonly scaling: ScalingAnswer;
}

export type WaferTopic = keyof WaferQuestions;
