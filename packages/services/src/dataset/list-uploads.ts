import { tables } from "@ingot/db";
import { and, desc, eq } from "drizzle-orm";
import type { z } from "zod";
import { realNow } from "../clock/now.ts";
import type { Request } from "../context.ts";
import { after, pageOfRows, readCursor } from "../page.ts";
import { readTenant } from "../transaction.ts";
import { findDataset } from "./find.ts";
import type { uploadsListInput } from "./schemas.ts";
import { type UploadWire, uploadToWire } from "./to-wire.ts";

export async function listUploads({
  ctx,
  input,
}: Request<z.infer<typeof uploadsListInput>>): Promise<{ items: UploadWire[]; next_cursor: string | null }> {
  const start = readCursor(input.cursor);
  return readTenant(ctx, "dataset.read", async (tx, actor) => {
    const { upload } = tables;
    const found = await findDataset(tx, actor.organizationId, input.id);
    const rows = await tx
      .select()
      .from(upload)
      .where(and(eq(upload.datasetId, found.id), after(upload.createdAt, upload.id, start)))
      .orderBy(desc(upload.createdAt), desc(upload.id))
      .limit(input.limit + 1);
    const now = await realNow(tx);
    return pageOfRows(
      rows,
      input.limit,
      (row) => ({ at: row.createdAt, id: row.id }),
      (row) => uploadToWire(row, now),
    );
  });
}
