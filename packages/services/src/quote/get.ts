import type { z } from "zod";
import { platformNow } from "../clock/now.ts";
import type { Request } from "../context.ts";
import { readTenant } from "../transaction.ts";
import { findQuote } from "./find.ts";
import type { quoteGetInput } from "./schemas.ts";
import { quoteToWire, type QuoteWire } from "./to-wire.ts";

export async function getQuote({ ctx, input }: Request<z.infer<typeof quoteGetInput>>): Promise<QuoteWire> {
  return readTenant(ctx, "quote.read", async (tx, actor) => {
    const found = await findQuote(tx, actor.organizationId, input.id);
    return quoteToWire(found, await platformNow(tx), ctx.platform.signer.publicKey);
  });
}
