import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant, organizationId, tenantPolicies } from "./columns.ts";

/** Kinds of account in an organization's books. Each organization's books balance by themselves. */
export const ledgerAccountKinds = [
  "bank_clearing",
  "customer_balance",
  "receivable",
  "contract_liability",
  "revenue",
  "tax_payable",
  "late_credit",
] as const;

export const ledgerAccount = pgTable(
  "ledger_account",
  {
    id: id(),
    organizationId: organizationId(),
    kind: text({ enum: ledgerAccountKinds }).notNull(),
    currency: text().notNull(),
    /** Credits minus debits, kept by a trigger on ledger_transfer. **Unit** minor. */
    postedMinor: bigint({ mode: "bigint" })
      .notNull()
      .default(sql`0`),
    /** Reserved by pending transfers out of this account. */
    heldMinor: bigint({ mode: "bigint" })
      .notNull()
      .default(sql`0`),
    /** posted - held may never fall below this; NULL for no floor. */
    floorMinor: bigint({ mode: "bigint" }),
  },
  (table) => [
    unique("ledger_account_kind").on(table.organizationId, table.kind, table.currency),
    check("ledger_account_floor", sql`floor_minor is null or posted_minor - held_minor >= floor_minor`),
    check("ledger_account_held", sql`held_minor >= 0`),
    ...tenantPolicies("ledger_account"),
  ],
);

/** One movement from the debit to the credit account: double entry by its shape, appended and never changed. */
export const ledgerTransfer = pgTable(
  "ledger_transfer",
  {
    id: id(),
    organizationId: organizationId(),
    /** What makes it happen once: e.g. `deposit:ctr_…`. */
    reference: text().notNull(),
    kind: text({ enum: ["post", "hold", "settle", "release"] }).notNull(),
    debitAccountId: text().notNull(),
    creditAccountId: text().notNull(),
    amountMinor: bigint({ mode: "bigint" }).notNull(),
    /** The hold that a settle or release resolves; each hold may be settled in parts and is released once. */
    holdId: text(),
    label: text().notNull(),
    contractId: text(),
    invoiceId: text(),
    effectiveAt: instant().notNull(),
    createdAt: instant().notNull(),
  },
  (table) => [
    uniqueIndex("ledger_transfer_reference").on(table.organizationId, table.reference),
    index("ledger_transfer_of_contract").on(table.contractId),
    check("ledger_transfer_amount", sql`amount_minor > 0`),
    check("ledger_transfer_two_accounts", sql`debit_account_id <> credit_account_id`),
    ...tenantPolicies("ledger_transfer"),
  ],
);

/** Gapless numbers for papers: a row lock hands them out in the transaction that uses them. */
export const documentCounter = pgTable("document_counter", {
  series: text().primaryKey(),
  next: integer().notNull().default(1),
});

export const invoice = pgTable(
  "invoice",
  {
    id: id(),
    organizationId: organizationId(),
    contractId: text().notNull(),
    kind: text({ enum: ["deposit", "milestone", "delivery", "cancellation", "credit_note"] }).notNull(),
    /** Tells invoices of one kind apart within a contract. */
    sequence: integer().notNull().default(1),
    number: text().unique(),
    status: text({ enum: ["draft", "open", "paid", "void", "uncollectible"] }).notNull(),
    currency: text().notNull(),
    lines: jsonb().notNull(),
    netMinor: bigint({ mode: "bigint" }).notNull(),
    taxMinor: bigint({ mode: "bigint" }).notNull(),
    totalMinor: bigint({ mode: "bigint" }).notNull(),
    taxNote: text().notNull(),
    /** Everything the PDF prints, so that its bytes can be made again. */
    document: jsonb().notNull(),
    issuedAt: instant().notNull(),
    dueAt: instant(),
    paidAt: instant(),
    pdfHash: text(),
    pdfKey: text(),
  },
  (table) => [
    uniqueIndex("invoice_of_contract").on(table.contractId, table.kind, table.sequence),
    index("invoice_of_organization").on(table.organizationId, table.issuedAt),
    ...tenantPolicies("invoice"),
  ],
);
