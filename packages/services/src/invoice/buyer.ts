import { tables, type Transaction } from "@ingot/db";
import { eq } from "drizzle-orm";
import { assert } from "../errors.ts";
import type { Buyer } from "./tax.ts";

/** An organization as a buyer. A VAT number counts once sign-up has confirmed it in the organization's metadata. */
export async function readBuyer(tx: Transaction, organizationId: string): Promise<Buyer> {
  const { organization } = tables;
  const [row] = await tx.select().from(organization).where(eq(organization.id, organizationId));
  assert(row, `organization ${organizationId} exists`);
  return { id: row.id, name: row.name, country: row.country, business: isConfirmed(row.metadata) };
}

function isConfirmed(metadata: string | null): boolean {
  if (metadata === null) return false;
  try {
    const value: unknown = JSON.parse(metadata);
    return typeof value === "object" && value !== null && Reflect.get(value, "vat_confirmed") === true;
  } catch {
    return false;
  }
}
