import { tables, type Transaction } from "@ingot/db";
import { allowedSites, readFence } from "@ingot/governance";
import { type Currency, money, toWire } from "@ingot/units";
import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { actorId } from "../actor-id.ts";
import type { Request, ServiceContext } from "../context.ts";
import { appendEvents } from "../contract/append-events.ts";
import { billDeposit } from "../contract/bill-deposit.ts";
import { createJobs } from "../contract/create-jobs.ts";
import { assert, notFound, ServiceError } from "../errors.ts";
import { readBuyer } from "../invoice/buyer.ts";
import { issuedEvent } from "../invoice/issue.ts";
import { taxOf } from "../invoice/tax.ts";
import { openBooks } from "../ledger/accounts.ts";
import { enqueue } from "../outbox.ts";
import { siteFacts } from "../site/facts.ts";
import { siteNow } from "../site/lock.ts";
import { writeTenant, type Written } from "../transaction.ts";
import { damageOfPaper, hasPresentTerms } from "./check-paper.ts";
import type { SignedPaper } from "./document.ts";
import { holdCapacity } from "./hold-capacity.ts";
import { paperNumber, takeNumber } from "./number.ts";
import { raiseAlarm, refuseStatus, TamperedQuote } from "./refuse.ts";
import type { quoteAcceptInput, quoteAcceptOutput } from "./schemas.ts";
import type { QuoteRow } from "./to-wire.ts";

type Input = z.infer<typeof quoteAcceptInput>;
type Accepted = z.infer<typeof quoteAcceptOutput>;

/**
 * Makes a quote a contract, whole or not at all: funds and nodes are held, the deposit is invoiced and paid, the jobs
 * exist and whoever must know is told. Both clocks are read once, after the locks.
 */
export async function acceptQuote({ ctx, input }: Request<Input>): Promise<Accepted> {
  const intent = { action: "quote.accept", scope: "contract.accept", input } as const;
  try {
    return await writeTenant(ctx, intent, async (tx, actor) => {
      const quote = await lockQuote(tx, actor.organizationId, input.id);
      const now = await siteNow(tx, quote.siteId);
      const [before] = await tx
        .select({ id: tables.contract.id })
        .from(tables.contract)
        .where(eq(tables.contract.quoteId, quote.id));
      refuseStatus(quote, before?.id, now);
      refuseAnotherPaper(ctx, quote, input);
      await refuseOutsideFence(tx, quote, now);
      return makeContract(tx, ctx, { quote, now, acceptedBy: actorId(actor), signedName: input.signed_name });
    });
  } catch (error) {
    if (error instanceof TamperedQuote) await raiseAlarm(ctx, error);
    throw error;
  }
}

async function lockQuote(tx: Transaction, organizationId: string, id: string): Promise<QuoteRow> {
  const { quote } = tables;
  const [row] = await tx
    .select()
    .from(quote)
    .where(and(eq(quote.organizationId, organizationId), eq(quote.id, id)))
    .for("update");
  if (!row) throw notFound("quote", id);
  return row;
}

function refuseAnotherPaper(ctx: ServiceContext, quote: QuoteRow, input: Input): void {
  const faults = damageOfPaper(quote, ctx.platform.signer.verify);
  if (faults.length > 0) throw new TamperedQuote(quote, faults);
  if (!hasPresentTerms(quote)) {
    const message = `the terms have changed since ${quote.number} was issued; ask for a new quote`;
    throw new ServiceError("CONFLICT", message, { quote_id: quote.id, rule: "terms" });
  }
  if (quote.hash === input.hash) return;
  throw new ServiceError("CONFLICT", `the hash of ${quote.number} is ${quote.hash}; received ${input.hash}`, {
    hash: quote.hash,
  });
}

async function refuseOutsideFence(tx: Transaction, quote: QuoteRow, now: Date): Promise<void> {
  const { datasetVersion, site } = tables;
  const [found] = await tx
    .select({ fence: datasetVersion.fence, site })
    .from(datasetVersion)
    .innerJoin(site, eq(site.id, quote.siteId))
    .where(eq(datasetVersion.id, quote.datasetVersionId));
  assert(found, `quote ${quote.id} has its data and site`);
  const { refused } = allowedSites(readFence(found.fence), [siteFacts(found.site)], now);
  const [outside] = refused;
  if (!outside) return;
  const why = outside.reasons.map((reason) => reason.text).join("; ");
  throw new ServiceError("FENCE", `${quote.number} would run at ${found.site.label} (${found.site.country}): ${why}`, {
    country: found.site.country,
  });
}

interface Acceptance {
  readonly quote: QuoteRow;
  readonly now: Date;
  readonly acceptedBy: string;
  readonly signedName: string;
}

async function makeContract(tx: Transaction, ctx: ServiceContext, acceptance: Acceptance): Promise<Written<Accepted>> {
  const { quote, now } = acceptance;
  const { organizationId } = quote;
  const document = JSON.parse(quote.document) as SignedPaper;
  const price = money(quote.currency as Currency, quote.priceMinor);
  const buyer = await readBuyer(tx, organizationId);
  const tax = taxOf(buyer);
  const contractId = ctx.platform.newId("contract");
  const kept = await holdCapacity(tx, ctx, quote, contractId, now);
  const books = await openBooks(tx, ctx, organizationId, price.currency);
  const contract = await writeContract(tx, acceptance, { id: contractId, document, startsAt: kept.startsAt });
  const invoice = await billDeposit(tx, ctx, { contract, quote, buyer, tax, books }, price, now);
  const jobs = await createJobs(tx, ctx, { quote, document, contractId, holdStart: kept.startsAt, now });
  await tx.update(tables.quote).set({ status: "accepted" }).where(eq(tables.quote.id, quote.id));
  await appendEvents(tx, ctx, contract, [
    {
      eventKey: "contract.accepted",
      type: "contract.accepted",
      jobId: null,
      effectiveAt: now,
      data: {
        number: contract.number,
        quote_hash: quote.hash,
        price: toWire(price),
        promised_finish: contract.promisedFinish.toISOString(),
        signed_name: acceptance.signedName,
      },
    },
    issuedEvent(invoice, books),
    ...jobs,
  ]);
  await enqueue(tx, ctx, organizationId, { kind: "contract.wake", contractId });
  await enqueue(tx, ctx, organizationId, { kind: "site.wake", siteId: quote.siteId });
  if (ctx.platform.demo) await enqueue(tx, ctx, organizationId, { kind: "timelapse.start" });
  const data = { number: contract.number, quote_id: quote.id, hash: quote.hash, price: toWire(price) };
  return { result: { contract_id: contractId }, subject: { kind: "contract", id: contractId, data } };
}

async function writeContract(
  tx: Transaction,
  { quote, now, acceptedBy, signedName }: Acceptance,
  made: { readonly id: string; readonly document: SignedPaper; readonly startsAt: Date },
): Promise<typeof tables.contract.$inferSelect> {
  const [fenced] = await tx
    .select({ fence: tables.datasetVersion.fence })
    .from(tables.datasetVersion)
    .where(eq(tables.datasetVersion.id, quote.datasetVersionId));
  assert(fenced, `quote ${quote.id} has its data`);
  // By the document's own rule: signed after `sign_by`, the promise moves by the time in between.
  const late = Math.max(0, made.startsAt.getTime() - new Date(made.document.sign_by.at).getTime());
  const [contract] = await tx
    .insert(tables.contract)
    .values({
      id: made.id,
      organizationId: quote.organizationId,
      quoteId: quote.id,
      number: paperNumber("C", await takeNumber(tx, "contract")),
      status: "active",
      siteId: quote.siteId,
      currency: quote.currency,
      priceMinor: quote.priceMinor,
      tokensContracted: quote.tokensContracted,
      promisedFinish: new Date(quote.promisedFinish.getTime() + late),
      fence: fenced.fence,
      acceptedAt: now,
      acceptedBy,
      signedName,
    })
    .returning();
  assert(contract, "the contract was written");
  return contract;
}
