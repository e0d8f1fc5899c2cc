import { tables, type Transaction } from "@ingot/db";
import { type Currency, money, type Money, sum } from "@ingot/units";
import { asc, desc, eq, ne, and } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { assert, notFound } from "../errors.ts";
import { readBuyer } from "../invoice/buyer.ts";
import type { InvoiceDocument } from "../invoice/document.ts";
import type { Billing } from "../invoice/issue.ts";
import type { InvoiceRow } from "../invoice/paper.ts";
import type { ContractTax } from "../invoice/tax.ts";
import { openBooks } from "../ledger/accounts.ts";

export type ContractRow = typeof tables.contract.$inferSelect;
export type CheckpointRow = typeof tables.checkpoint.$inferSelect;
export type JobRow = typeof tables.job.$inferSelect;

/** Everything a settlement follows from. The contract's row is locked until the transaction ends. */
export interface Settling {
  readonly contract: ContractRow;
  readonly jobs: readonly JobRow[];
  readonly billing: Billing;
  readonly price: Money;
  /** Invoices issued until now, the deposit first. */
  readonly invoices: readonly InvoiceRow[];
  /** The last verified checkpoint: what counts as delivered. */
  readonly lastCheckpoint: CheckpointRow | undefined;
}

/** Locks a contract and reads what its settlement needs. */
export async function readSettling(tx: Transaction, ctx: ServiceContext, contractId: string): Promise<Settling> {
  const { job } = tables;
  const contract = await lockContract(tx, contractId);
  const [billed, jobs, last] = await Promise.all([
    readBilled(tx, ctx, contract),
    tx.select().from(job).where(eq(job.contractId, contract.id)).orderBy(job.id),
    lastCheckpoint(tx, contract.id),
  ]);
  return { contract, ...billed, jobs, lastCheckpoint: last };
}

/** How a contract is billed, and its invoices until now. */
export type Billed = Pick<Settling, "billing" | "price" | "invoices">;

/**
 * Reads how a contract is billed, and locks its organization's books. The contract's row must be locked before. The tax
 * is that of the deposit invoice, whatever law says since.
 */
export async function readBilled(tx: Transaction, ctx: ServiceContext, contract: ContractRow): Promise<Billed> {
  const { quote, invoice } = tables;
  const currency = contract.currency as Currency;
  const [[quoted], invoices, buyer, books] = await Promise.all([
    tx.select({ number: quote.number, hash: quote.hash }).from(quote).where(eq(quote.id, contract.quoteId)),
    tx
      .select()
      .from(invoice)
      .where(and(eq(invoice.contractId, contract.id), ne(invoice.kind, "credit_note")))
      .orderBy(asc(invoice.issuedAt), asc(invoice.id)),
    readBuyer(tx, contract.organizationId),
    openBooks(tx, ctx, contract.organizationId, currency),
  ]);
  const deposit = invoices.find(({ kind }) => kind === "deposit");
  assert(quoted && deposit, `contract ${contract.id} has its quote and its deposit invoice`);
  const { kind, rate, note }: ContractTax = (deposit.document as InvoiceDocument).tax;
  return {
    billing: {
      contract,
      quote: quoted,
      buyer,
      tax: { kind, rate, note },
      books,
    },
    price: money(currency, contract.priceMinor),
    invoices,
  };
}

/** What invoices carry together. */
export function invoiced({ invoices, price }: Billed): { readonly net: Money; readonly tax: Money } {
  const { currency } = price;
  const total = (part: "netMinor" | "taxMinor") =>
    sum(
      currency,
      invoices.map((row) => money(currency, row[part])),
    );
  return { net: total("netMinor"), tax: total("taxMinor") };
}

async function lockContract(tx: Transaction, id: string): Promise<ContractRow> {
  const { contract } = tables;
  const [row] = await tx.select().from(contract).where(eq(contract.id, id)).for("update");
  if (!row) throw notFound("contract", id);
  return row;
}

export async function lastCheckpoint(tx: Transaction, contractId: string): Promise<CheckpointRow | undefined> {
  const { checkpoint } = tables;
  const [row] = await tx
    .select()
    .from(checkpoint)
    .where(eq(checkpoint.contractId, contractId))
    .orderBy(desc(checkpoint.tokens), desc(checkpoint.step))
    .limit(1);
  return row;
}

/** The instant a contract's work ended: that of its last job, as the simulation says. */
export function endOfJobs({ contract, jobs }: Settling): Date {
  const ends = jobs.flatMap(({ finishedAt }) => (finishedAt ? [finishedAt.getTime()] : []));
  assert(jobs.every(({ terminal }) => terminal) && ends.length > 0, `the jobs of ${contract.id} have ended`);
  return new Date(Math.max(...ends));
}

/** Tokens that count as delivered; a last step that was only part of one never counts beyond the contract. */
export const deliveredTokens = ({ contract, lastCheckpoint: last }: Settling): number =>
  Math.min(last?.tokens ?? 0, contract.tokensContracted);
