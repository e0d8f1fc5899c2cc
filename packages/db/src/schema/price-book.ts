import { integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { id, instant } from "./columns.ts";

/** Published rates; a version is never changed, a new one supersedes it from an instant on. */
export const priceBook = pgTable("price_book", {
  id: id(),
  version: integer().notNull().unique(),
  document: jsonb().notNull(),
  digest: text().notNull(),
  effectiveFrom: instant().notNull(),
});
