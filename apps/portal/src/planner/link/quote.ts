import type { Quote } from "../../api/outputs.ts";
import { plannerHref } from "./address.ts";

const wholeOf = (value: string | number | undefined): number | null =>
  typeof value === "number" && Number.isSafeInteger(value) ? value : null;

/** The planner with the ask of a quote: the same work on the same hardware, the layout searched. */
export function plannerHrefOfQuote(quote: Pick<Quote, "model" | "tokens_contracted" | "recipe" | "offer">): string {
  const { recipe, offer } = quote;
  return plannerHref({
    model: quote.model,
    tokens: quote.tokens_contracted,
    batch: wholeOf(recipe["global_batch_size"]),
    sequence: wholeOf(recipe["sequence_length"]),
    dtype: recipe["dtype"] === "fp16" ? "fp16" : "bf16",
    hardware: offer.plan.system,
    devices: offer.plan.devices,
  });
}

interface Work {
  readonly model: string;
  readonly config: string | null;
  readonly cluster: string | null;
  readonly tokens: number | null;
  readonly hardware: string;
  readonly devices: number;
}

/** The page of a new quote with the planner's work; what is one's own stays behind, for it has no price. */
export function quoteHrefOf({ model, config, cluster, tokens, hardware, devices }: Work): string {
  const query = new URLSearchParams();
  if (config === null) query.set("model", model);
  if (tokens !== null) query.set("tokens", String(tokens));
  if (cluster === null) {
    query.set("system", hardware);
    query.set("devices", String(devices));
  }
  return `/quote/new?${query}`;
}
