import { tables } from "@ingot/db";
import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { realNow } from "../clock/now.ts";
import type { Request } from "../context.ts";
import { notFound } from "../errors.ts";
import { readTenant } from "../transaction.ts";
import type { uploadGetInput } from "./schemas.ts";
import { type UploadWire, uploadToWire } from "./to-wire.ts";

export async function getUpload({ ctx, input }: Request<z.infer<typeof uploadGetInput>>): Promise<UploadWire> {
  return readTenant(ctx, "dataset.read", async (tx, actor) => {
    const { upload } = tables;
    const [row] = await tx
      .select()
      .from(upload)
      .where(and(eq(upload.organizationId, actor.organizationId), eq(upload.id, input.id)));
    if (!row) throw notFound("upload", input.id);
    return uploadToWire(row, await realNow(tx));
  });
}
