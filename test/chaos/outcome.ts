import postgres from "postgres";

/** All that a contract leaves behind and that no kill may change. */
export interface Outcome {
  readonly contract: readonly unknown[];
  readonly events: readonly unknown[];
  readonly checkpoints: readonly unknown[];
  readonly readings: readonly unknown[];
  readonly leases: readonly unknown[];
  readonly invoices: readonly unknown[];
  readonly transfers: readonly unknown[];
}

/**
 * Reads the outcome as text, in the order of what happened. Ids that are drawn when a row is written, and the real time
 * of writing, are left out; everything that was promised, computed, dated or billed is in.
 */
export async function readOutcome(superuserUrl: string): Promise<Outcome> {
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => {} });
  try {
    return {
      contract: await sql`select id, number, status, canceled_by, tokens_contracted::text, promised_finish::text,
        paused_milliseconds::text, finished_at::text, validation::text, event_sequence from contract order by id`,
      events: await sql`select contract_id, job_id, sequence, event_key, type, effective_at::text,
        (data - 'invoice_id' - 'credit_id')::text as data from contract_event order by contract_id, sequence`,
      checkpoints:
        await sql`select id, job_id, step::text, tokens::text, hash, parent_hash, effective_at::text, final, store_key
        from checkpoint order by job_id, step`,
      readings:
        await sql`select job_id, step::text, tokens::text, loss::text, tokens_per_second::text, effective_at::text
        from job_metric order by job_id, step`,
      leases:
        await sql`select node_id, job_id, devices::text, lease_key, during::text from device_lease order by lease_key, devices`,
      invoices: await sql`select contract_id, kind, sequence, number, status, currency, lines::text, net_minor::text,
        tax_minor::text, total_minor::text, issued_at::text, due_at::text, paid_at::text, pdf_hash from invoice order by number`,
      transfers:
        await sql`select reference, kind, amount_minor::text, label, effective_at::text from ledger_transfer order by reference`,
    };
  } finally {
    await sql.end({ timeout: 1 });
  }
}
