import { tables, type Transaction } from "@ingot/db";
import { cancellationBill, termsVersion1 } from "@ingot/pricing";
import { type Currency, money, toWire } from "@ingot/units";
import { and, eq, ne } from "drizzle-orm";
import type { z } from "zod";
import type { Request, ServiceContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { tokensSaved } from "../site/tokens-saved.ts";
import { readTenant } from "../transaction.ts";
import { type ContractRow, lastCheckpoint } from "./read-billing.ts";
import type { cancellationSchema, contractGetInput } from "./schemas.ts";
import { findView } from "./snapshot.ts";
import { activeJob, allowedRequests, openRequests } from "./view.ts";

export type CancellationWire = z.infer<typeof cancellationSchema>;

/** What canceling at this instant would cost, to the cent. **Throws** CONFLICT when there is nothing left to cancel. */
export async function getCancellation({
  ctx,
  input,
}: Request<z.infer<typeof contractGetInput>>): Promise<CancellationWire> {
  return readTenant(ctx, "contract.read", async (tx, actor) => {
    const view = await findView(tx, actor.organizationId, input.id);
    const job = activeJob(view);
    const allowed = allowedRequests(job, await openRequests(tx, input.id));
    if (!allowed.includes("cancel")) {
      const status = job?.status ?? view.contract.status;
      throw new ServiceError("CONFLICT", `${view.contract.number} cannot be canceled now: its status is ${status}`, {
        status,
      });
    }
    return cancellationOf(tx, ctx, view.contract);
  });
}

/**
 * The bill of a contract canceled at an instant: tokens at the last checkpoint that the machines had saved by then,
 * whoever has told it yet, and the fee on the rest. What is settled later follows from the same instant.
 */
export async function cancellationOf(
  tx: Transaction,
  ctx: ServiceContext,
  contract: ContractRow,
  at?: Date,
): Promise<CancellationWire> {
  const saved = await tokensSaved(ctx, contract, at);
  const tokens = saved.tokens ?? (await lastCheckpoint(tx, contract.id))?.tokens ?? 0;
  const tokensDelivered = Math.min(tokens, contract.tokensContracted);
  const currency = contract.currency as Currency;
  const { invoice } = tables;
  const papers = await tx
    .select({ netMinor: invoice.netMinor })
    .from(invoice)
    .where(and(eq(invoice.contractId, contract.id), ne(invoice.kind, "credit_note")));
  const bill = cancellationBill({
    price: money(currency, contract.priceMinor),
    tokensContracted: contract.tokensContracted,
    tokensDelivered,
    terms: termsVersion1,
    paid: papers.map(({ netMinor }) => money(currency, netMinor)),
  });
  return {
    at: saved.at.toISOString(),
    tokens_delivered: tokensDelivered,
    delivered_share: tokensDelivered / contract.tokensContracted,
    lines: bill.lines.map(({ code, label, amount }) => ({ code, label, amount: toWire(amount) })),
    bill: toWire(bill.total),
    balance: toWire(bill.balance),
  };
}
