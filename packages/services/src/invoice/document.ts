import type { MoneyWire } from "@ingot/units";

/** Everything an invoice or credit note prints. Plain JSON: the same document gives the same bytes for ever. */
export interface InvoiceDocument {
  readonly schema_version: 1;
  readonly title: "Invoice" | "Credit note";
  readonly number: string;
  readonly issued_at: string;
  readonly due_at: string | null;
  readonly seller: {
    readonly name: string;
    readonly address: readonly string[];
    readonly vat_number: string;
  };
  readonly buyer: { readonly id: string; readonly name: string; readonly country: string };
  readonly contract_number: string;
  readonly quote_number: string;
  readonly quote_hash: string;
  readonly subject: string;
  readonly lines: readonly { readonly label: string; readonly amount: string }[];
  readonly currency: MoneyWire["currency"];
  readonly net: string;
  readonly tax: { readonly kind: string; readonly rate: string; readonly note: string; readonly amount: string };
  readonly total: string;
  readonly payment: string;
  /** Printed across the foot of papers of a demo, which no tax office may take for real. */
  readonly specimen: boolean;
}
