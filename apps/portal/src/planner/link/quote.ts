import type { Quote } from "../../api/outputs.ts";
import { firstState } from "../state.ts";
import { plannerHref, queryOf } from "./address.ts";
import { packedLongest } from "./packed.ts";

const wholeOf = (value: string | number | undefined): number | null =>
  typeof value === "number" && Number.isSafeInteger(value) ? value : null;

type Quoted = Pick<Quote, "model" | "tokens_contracted" | "recipe" | "offer">;

/**
 * The planner with the ask of a quote: the same work on the same hardware, the layout searched. One's own model travels
 * as its packed file. **Returns** null where that is too long for an address.
 */
export function plannerHrefOfQuote(quote: Quoted, config: string | null): string | null {
  const { recipe, offer } = quote;
  if (config !== null && config.length > packedLongest) return null;
  const work = {
    tokens: quote.tokens_contracted,
    batch: wholeOf(recipe["global_batch_size"]),
    sequence: wholeOf(recipe["sequence_length"]),
    dtype: recipe["dtype"] === "fp16" ? ("fp16" as const) : ("bf16" as const),
    hardware: offer.plan.system,
    devices: offer.plan.devices,
  };
  if (config === null) return plannerHref({ ...work, model: quote.model });
  const query = new URLSearchParams(queryOf({ ...firstState, ...work }));
  query.set("config", config);
  return `/planner?${query}`;
}

interface Work {
  readonly model: string;
  readonly config: string | null;
  readonly cluster: string | null;
  readonly tokens: number | null;
  readonly hardware: string;
  readonly devices: number;
}

/** The page of a new quote with the planner's work; a cluster of one's own stays behind, for it has no price. */
export function quoteHrefOf({ model, config, cluster, tokens, hardware, devices }: Work): string {
  const query = new URLSearchParams();
  if (config === null) query.set("model", model);
  else if (config.length <= packedLongest) query.set("config", config);
  if (tokens !== null) query.set("tokens", String(tokens));
  if (cluster === null) {
    query.set("system", hardware);
    query.set("devices", String(devices));
  }
  return `/quote/new?${query}`;
}
