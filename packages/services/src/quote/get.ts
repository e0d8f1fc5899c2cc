import type { z } from "zod";
import { platformNow } from "../clock/now.ts";
import type { Request } from "../context.ts";
import { readBuyer } from "../invoice/buyer.ts";
import { readTenant } from "../transaction.ts";
import { findQuote } from "./find.ts";
import type { quoteGetInput } from "./schemas.ts";
import { quoteToWire, type QuoteWire } from "./to-wire.ts";

export async function getQuote({ ctx, input }: Request<z.infer<typeof quoteGetInput>>): Promise<QuoteWire> {
  return readTenant(ctx, "quote.read", async (tx, actor) => {
    const found = await findQuote(tx, actor.organizationId, input.id);
    const buyer = await readBuyer(tx, actor.organizationId);
    return quoteToWire(found, { buyer, now: await platformNow(tx), publicKey: ctx.platform.signer.publicKey });
  });
}
