import type { Plan } from "@ingot/compute";
import type { AlternativeWire, OfferWire } from "./present.ts";
import type { TermText } from "./terms-text.ts";
import type { RecipeRecord } from "./work.ts";

/** What is kept beside a quote's signed document: for the page, and for the run that follows. */
export interface Presentation {
  readonly offer: OfferWire;
  readonly alternatives: readonly AlternativeWire[];
  readonly terms: readonly TermText[];
  readonly recipe: RecipeRecord;
  readonly datasetVersion: {
    readonly id: string;
    readonly dataset_name: string;
    readonly number: number;
    readonly content_hash: string;
  };
  /** The planner's own plan; the document holds its digest, which acceptance compares. */
  readonly plan: Plan;
  readonly hold: { readonly startsAt: string; readonly milliseconds: number; readonly nodes: number };
}
