import { tables } from "@ingot/db";
import { and, desc, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { pageOfRows, readCursor } from "../page.ts";
import { readTenant } from "../transaction.ts";
import { checkpointWire } from "./checkpoint-wire.ts";
import { requireContract } from "./read.ts";
import type { checkpointsInput, checkpointsOutput } from "./schemas.ts";

/** Checkpoints of a contract, newest first. */
export const listCheckpoints = ({
  ctx,
  input,
}: Request<z.infer<typeof checkpointsInput>>): Promise<z.infer<typeof checkpointsOutput>> =>
  readTenant(ctx, "checkpoint.read", async (tx) => {
    const { checkpoint } = tables;
    const contractId = await requireContract(tx, input.id);
    const start = readCursor(input.cursor);
    const rows = await tx
      .select()
      .from(checkpoint)
      .where(
        and(
          eq(checkpoint.contractId, contractId),
          start &&
            sql`(${checkpoint.effectiveAt}, ${checkpoint.id}) < (${start.at.toISOString()}::timestamptz, ${start.id})`,
        ),
      )
      .orderBy(desc(checkpoint.effectiveAt), desc(checkpoint.id))
      .limit(input.limit + 1);
    return pageOfRows(rows, input.limit, (row) => ({ at: row.effectiveAt, id: row.id }), checkpointWire);
  });
