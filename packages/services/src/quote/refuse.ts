import { type ServiceContext } from "../context.ts";
import { writeAudit } from "../audit/emit.ts";
import { ServiceError } from "../errors.ts";
import { bindOrganization } from "../transaction.ts";
import { instantText } from "../instant-text.ts";
import type { QuoteRow } from "./to-wire.ts";
import { statusAt } from "./to-wire.ts";

/** A stored quote that is not the paper we issued. Refused to the customer, and an alarm to us. */
export class TamperedQuote extends ServiceError {
  readonly quote: QuoteRow;
  readonly faults: readonly string[];

  constructor(quote: QuoteRow, faults: readonly string[]) {
    super("CONFLICT", `${quote.number} is not as it was issued, so it cannot be accepted; ask for a new quote`, {
      quote_id: quote.id,
      faults: faults.slice(0, 5),
    });
    this.quote = quote;
    this.faults = faults;
  }
}

/** Refuses a quote that cannot be accepted at this instant. The instant of expiry itself is too late. */
export function refuseStatus(row: QuoteRow, contractId: string | undefined, now: Date): void {
  const status = statusAt(row, now);
  if (status === "open") return;
  if (status === "accepted" && contractId !== undefined) {
    throw new ServiceError("ALREADY_ACCEPTED", `${row.number} was accepted before, as contract ${contractId}`, {
      contract_id: contractId,
    });
  }
  if (status === "expired") {
    const expiredAt = row.expiresAt.toISOString();
    throw new ServiceError(
      "EXPIRED",
      `${row.number} could be accepted before ${instantText(row.expiresAt)}; it is ${instantText(now)}`,
      {
        expired_at: expiredAt,
        now: now.toISOString(),
      },
    );
  }
  throw new ServiceError("CONFLICT", `only an open quote can be accepted; ${row.number} is ${status}`, { status });
}

/** The refused transaction is gone with all it wrote, so the alarm's audit row has one of its own. */
export async function raiseAlarm(ctx: ServiceContext, { quote, faults }: TamperedQuote): Promise<void> {
  ctx.log.error({ quoteId: quote.id, organizationId: quote.organizationId, faults }, "a stored quote was changed");
  await ctx.platform.databases.app.transaction(async (tx) => {
    await bindOrganization(tx, quote.organizationId);
    await writeAudit(tx, ctx, {
      action: "quote.tampering_found",
      organizationId: quote.organizationId,
      subject: { kind: "quote", id: quote.id, data: { number: quote.number, faults } },
    });
  });
}
