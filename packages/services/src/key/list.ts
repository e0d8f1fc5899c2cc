import { tables } from "@ingot/db";
import { desc } from "drizzle-orm";
import type { Request } from "../context.ts";
import { readTenant } from "../transaction.ts";
import { type KeyWire, keyWire } from "./wire.ts";

/** Every key of the organization, newest first, revoked ones included. */
export function listKeys({ ctx }: Request<unknown>): Promise<{ items: KeyWire[] }> {
  return readTenant(ctx, "key.read", async (tx) => {
    const rows = await tx.select().from(tables.apiKey).orderBy(desc(tables.apiKey.createdAt), desc(tables.apiKey.id));
    return { items: rows.map(keyWire) };
  });
}
