import type { tables } from "@ingot/db";
import { type Currency, money, toWire } from "@ingot/units";
import type { z } from "zod";
import { type Buyer, taxedToWire } from "../invoice/tax.ts";
import { keptModel } from "./model.ts";
import { modelLabel } from "./model-columns.ts";
import { ownModelToWire } from "./model-to-wire.ts";
import { hardwareLabel, systemLabel } from "./present.ts";
import type { Presentation } from "./presentation.ts";
import type { quoteSchema, quoteSummarySchema } from "./schemas.ts";

export type QuoteWire = z.infer<typeof quoteSchema>;
export type QuoteSummaryWire = z.infer<typeof quoteSummarySchema>;
export type QuoteRow = typeof tables.quote.$inferSelect;

/** A quote without its papers, which are large. */
export interface QuoteSummaryRow extends Omit<QuoteRow, "document" | "presentation" | "model"> {
  readonly modelName: string | null;
}

/** A quote with what stands in other tables about it. */
export interface FoundQuote<Row = QuoteRow> {
  readonly row: Row;
  readonly contractId: string | null;
  readonly country: string;
}

/** Expiry needs no job: whoever looks compares the clock. At the very instant of expiry it is expired. */
export const statusAt = (row: Pick<QuoteRow, "status" | "expiresAt">, now: Date): QuoteRow["status"] =>
  row.status === "open" && now >= row.expiresAt ? "expired" : row.status;

export function summaryToWire({ row, contractId, country }: FoundQuote<QuoteSummaryRow>, now: Date): QuoteSummaryWire {
  return {
    id: row.id,
    number: row.number,
    status: statusAt(row, now),
    model: row.modelId,
    model_label: modelLabel(row),
    tokens_contracted: row.tokensContracted,
    system: row.systemId,
    system_label: systemLabel(row.systemId),
    devices: row.devices,
    hardware_label: hardwareLabel(row.systemId, row.devices),
    country,
    price: toWire(money(row.currency as Currency, row.priceMinor)),
    promised_finish: row.promisedFinish.toISOString(),
    probability: row.probability,
    expires_at: row.expiresAt.toISOString(),
    created_at: row.createdAt.toISOString(),
    contract_id: contractId,
  };
}

interface QuoteReader {
  readonly buyer: Buyer;
  readonly now: Date;
  readonly publicKey: string;
}

export function quoteToWire(found: FoundQuote, { buyer, now, publicKey }: QuoteReader): QuoteWire {
  const { row } = found;
  const presentation = row.presentation as Presentation;
  const kept = keptModel(row);
  return {
    ...summaryToWire({ ...found, row: { ...row, modelName: kept?.shape.label ?? null } }, now),
    hash: row.hash,
    signature: row.signature,
    public_key: publicKey,
    document: row.document,
    dataset_version: { ...presentation.datasetVersion },
    recipe: { ...presentation.recipe },
    own_model: kept?.own ? ownModelToWire(kept, kept.own) : null,
    offer: presentation.offer,
    alternatives: [...presentation.alternatives],
    terms: presentation.terms.map((term) => ({ ...term })),
    with_tax: taxedToWire(money(row.currency as Currency, row.priceMinor), buyer),
  };
}
