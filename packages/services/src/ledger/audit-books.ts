import { tables, type Transaction } from "@ingot/db";
import { sql } from "drizzle-orm";

/** What the books say that their transfers do not. */
export interface BooksAudit {
  readonly accounts: number;
  /** Accounts whose kept balance differs from the one rebuilt from transfers alone. */
  readonly drifted: readonly { readonly accountId: string; readonly kind: string; readonly difference: string }[];
  /** Currencies in which all accounts of an organization do not add up to zero. */
  readonly unbalanced: readonly { readonly organizationId: string; readonly currency: string; readonly sum: string }[];
}

interface Rebuilt {
  readonly [column: string]: unknown;
  readonly id: string;
  readonly kind: string;
  readonly organization_id: string;
  readonly currency: string;
  readonly posted_minor: string;
  readonly held_minor: string;
  readonly posted: string;
  readonly held: string;
}

/** Rebuilds every balance that the transaction may see from the transfers, and compares. */
export async function auditBooks(tx: Transaction): Promise<BooksAudit> {
  const { rows } = await tx.execute<Rebuilt>(sql`
    select a.id, a.kind, a.organization_id, a.currency, a.posted_minor::text, a.held_minor::text,
      coalesce(sum(case when t.kind in ('post', 'settle') then
        case when t.credit_account_id = a.id then t.amount_minor else -t.amount_minor end end), 0)::text as posted,
      coalesce(sum(case when t.debit_account_id = a.id then
        case t.kind when 'hold' then t.amount_minor when 'post' then 0 else -t.amount_minor end end), 0)::text as held
    from ${tables.ledgerAccount} a
    left join ${tables.ledgerTransfer} t on a.id in (t.debit_account_id, t.credit_account_id)
    group by a.id`);
  const sums = new Map<string, { organizationId: string; currency: string; sum: bigint }>();
  const drifted = [];
  for (const row of rows) {
    const key = `${row.organization_id} ${row.currency}`;
    const entry = sums.get(key) ?? { organizationId: row.organization_id, currency: row.currency, sum: 0n };
    entry.sum += BigInt(row.posted_minor);
    sums.set(key, entry);
    const posted = BigInt(row.posted_minor) - BigInt(row.posted);
    const held = BigInt(row.held_minor) - BigInt(row.held);
    if (posted !== 0n || held !== 0n) {
      drifted.push({ accountId: row.id, kind: row.kind, difference: `posted ${posted}, held ${held}` });
    }
  }
  const unbalanced = [...sums.values()].filter(({ sum }) => sum !== 0n);
  return {
    accounts: rows.length,
    drifted,
    unbalanced: unbalanced.map((entry) => ({ ...entry, sum: entry.sum.toString() })),
  };
}
