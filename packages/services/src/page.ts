import { and, eq, lt, or, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { ServiceError } from "./errors.ts";

/** Where a page starts: strictly before this instant and id, newest first. */
export interface PageStart {
  readonly at: Date;
  readonly id: string;
}

/** **Throws** VALIDATION for a cursor that we did not give out. */
export function readCursor(cursor: string | undefined): PageStart | undefined {
  if (cursor === undefined) return undefined;
  const [milliseconds, id] = Buffer.from(cursor, "base64url").toString("utf8").split(" ");
  if (!id || !milliseconds || !/^\d{1,16}$/.test(milliseconds)) {
    throw new ServiceError(
      "VALIDATION",
      `a cursor is the next_cursor of an earlier page, received "${cursor.slice(0, 40)}"`,
    );
  }
  return { at: new Date(Number(milliseconds)), id };
}

/** The rows of a list, newest first, that come after a page's end. */
export function after(at: PgColumn, id: PgColumn, start: PageStart | undefined): SQL | undefined {
  return start && or(lt(at, start.at), and(eq(at, start.at), lt(id, start.id)));
}

/** Cuts `limit + 1` rows to a page and says where the next one starts. */
export function pageOfRows<Row, Item>(
  rows: readonly Row[],
  limit: number,
  key: (row: Row) => PageStart,
  item: (row: Row) => Item,
): { items: Item[]; next_cursor: string | null } {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: kept.map(item), next_cursor: more ? writeCursor(key(last)) : null };
}

const writeCursor = (start: PageStart) => Buffer.from(`${start.at.getTime()} ${start.id}`).toString("base64url");
