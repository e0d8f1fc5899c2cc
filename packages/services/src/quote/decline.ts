import { tables } from "@ingot/db";
import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { platformNow } from "../clock/now.ts";
import type { Request } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { readBuyer } from "../invoice/buyer.ts";
import { writeTenant } from "../transaction.ts";
import { findQuote } from "./find.ts";
import type { quoteGetInput } from "./schemas.ts";
import { quoteToWire, type QuoteWire, statusAt } from "./to-wire.ts";

/** Says no to an open quote, for good. Declining twice changes nothing. */
export async function declineQuote({ ctx, input }: Request<z.infer<typeof quoteGetInput>>): Promise<QuoteWire> {
  return writeTenant(ctx, { action: "quote.decline", scope: "quote.write", input }, async (tx, actor) => {
    const { quote } = tables;
    const mine = and(eq(quote.organizationId, actor.organizationId), eq(quote.id, input.id));
    await tx.select({ id: quote.id }).from(quote).where(mine).for("update");
    const found = await findQuote(tx, actor.organizationId, input.id);
    const now = await platformNow(tx);
    const status = statusAt(found.row, now);
    if (status !== "open" && status !== "declined") {
      throw new ServiceError("CONFLICT", `only an open quote can be declined; ${found.row.number} is ${status}`, {
        status,
      });
    }
    await tx.update(quote).set({ status: "declined" }).where(mine);
    const row = { ...found.row, status: "declined" as const };
    const buyer = await readBuyer(tx, actor.organizationId);
    return {
      result: quoteToWire({ ...found, row }, { buyer, now, publicKey: ctx.platform.signer.publicKey }),
      subject: { kind: "quote", id: row.id, data: { number: row.number } },
    };
  });
}
