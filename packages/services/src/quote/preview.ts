import { infeasibleFields } from "@ingot/compute";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { readTenant } from "../transaction.ts";
import { composeOffer } from "./compose.ts";
import { readMarket } from "./market.ts";
import { modelToWire } from "./model-to-wire.ts";
import { alternativeToWire, offerToWire } from "./present.ts";
import type { quoteAskInput, quotePreviewOutput } from "./schemas.ts";

/** The offer for an ask, now: nothing is stored and nothing is held. */
export async function previewQuote({
  ctx,
  input,
}: Request<z.infer<typeof quoteAskInput>>): Promise<z.infer<typeof quotePreviewOutput>> {
  const market = await readTenant(ctx, "quote.read", (tx, actor) =>
    readMarket(tx, actor.organizationId, input.dataset_version),
  );
  const composed = composeOffer(input, market);
  const { outcome } = composed.chosen;
  return {
    model: modelToWire(composed.work.model),
    recipe: { ...composed.work.recipe },
    result:
      outcome.kind === "infeasible"
        ? infeasibleFields(outcome)
        : { ...offerToWire(outcome, composed), outcome: "offered" },
    alternatives: composed.others.map(alternativeToWire),
  };
}
