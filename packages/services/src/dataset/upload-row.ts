import type { IngestProgress, IngestRefusal } from "@ingot/datasets";
import { tables } from "@ingot/db";
import { isId } from "@ingot/units";
import { eq } from "drizzle-orm";
import { actorId } from "../actor-id.ts";
import { writeAudit } from "../audit/emit.ts";
import { platformNow, realNow } from "../clock/now.ts";
import type { ServiceContext } from "../context.ts";
import { assert, ServiceError } from "../errors.ts";
import { printable } from "../printable.ts";
import { bindOrganization, readTenant, requireCustomer } from "../transaction.ts";
import { findDataset } from "./find.ts";
import type { DatasetRow, UploadRow } from "./to-wire.ts";

/** An upload that has begun: its row, and the dataset it goes into. */
export interface Begun {
  readonly row: UploadRow;
  readonly dataset: DatasetRow;
  /** False when this id was given before: then `row` is what became of it. */
  readonly fresh: boolean;
}

/** As file systems allow. */
const fileNameLength = 255;

/** Writes the row by which progress can be followed. The same id again is the same upload, never a second one. */
export async function beginUpload(
  ctx: ServiceContext,
  input: {
    readonly datasetId: string;
    readonly uploadId?: string;
    readonly expectedBytes?: number;
    readonly fileName?: string;
  },
): Promise<Begun> {
  const id = input.uploadId ?? ctx.platform.newId("upload");
  if (!isId("upload", id)) {
    throw new ServiceError(
      "VALIDATION",
      `an upload's id is upl_ and 32 hexadecimal digits, received "${id.slice(0, 60)}"`,
    );
  }
  return readTenant(ctx, "dataset.write", async (tx, actor) => {
    const { upload } = tables;
    const { organizationId } = actor;
    const dataset = await findDataset(tx, organizationId, input.datasetId);
    const values = {
      id,
      organizationId,
      datasetId: dataset.id,
      fileName: printable(input.fileName ?? "", fileNameLength) || null,
      status: "receiving" as const,
      bytesExpected: input.expectedBytes ?? null,
      createdBy: actorId(actor),
      createdAt: await platformNow(tx),
      updatedAt: await realNow(tx),
    };
    const [row] = await tx.insert(upload).values(values).onConflictDoNothing().returning();
    if (row) {
      const subject = { kind: "upload", id, data: { dataset_id: dataset.id } };
      await writeAudit(tx, ctx, { action: "dataset.upload", organizationId, subject });
      return { row, dataset, fresh: true };
    }
    const [before] = await tx.select().from(upload).where(eq(upload.id, id));
    if (before?.datasetId === dataset.id) return { row: before, dataset, fresh: false };
    throw new ServiceError("CONFLICT", `the upload id "${id}" was given before; choose another`);
  });
}

type Change = Partial<
  Pick<UploadRow, "status" | "bytesReceived" | "records" | "tokens" | "rowsRejected" | "rejectedRows" | "message">
>;

/** Changes the row in a small transaction of its own, so that others see it while the bytes still come. */
export async function changeUpload(ctx: ServiceContext, id: string, change: Change): Promise<UploadRow> {
  const { organizationId } = requireCustomer(ctx, "dataset.write");
  return ctx.platform.databases.app.transaction(async (tx) => {
    await bindOrganization(tx, organizationId);
    const [row] = await tx
      .update(tables.upload)
      .set({ ...change, updatedAt: await realNow(tx) })
      .where(eq(tables.upload.id, id))
      .returning();
    assert(row, `upload ${id} has its row`);
    return row;
  });
}

export const progressChange = (progress: IngestProgress): Change => ({
  bytesReceived: progress.bytesRead,
  records: progress.recordsRead,
  tokens: progress.tokens,
  rowsRejected: progress.rowsRejected,
});

export const refusalChange = (refusal: IngestRefusal): Change => ({
  status: "rejected",
  bytesReceived: refusal.bytesRead,
  records: refusal.recordsRead,
  rowsRejected: refusal.rowsRejected,
  rejectedRows: refusal.badRows.map(({ line, rule, received }) => ({ line, rule, received })),
  message: refusal.message,
});

const tick = 500;
/** Ticks after which a sign of life is written even when no bytes came. */
const quietTicks = 10;

/** Writes progress about twice a second while bytes come; never two writes at a time, and none once stopped. */
export function followProgress(ctx: ServiceContext, id: string) {
  let latest: IngestProgress | undefined;
  let writing: Promise<unknown> = Promise.resolve();
  let idle = true;
  let quiet = 0;
  const timer = setInterval(() => {
    quiet += 1;
    if (!idle || (latest === undefined && quiet < quietTicks)) return;
    const change = latest === undefined ? {} : progressChange(latest);
    latest = undefined;
    quiet = 0;
    idle = false;
    writing = changeUpload(ctx, id, change)
      .catch((error: unknown) =>
        ctx.log.warn({ err: error, uploadId: id }, "the progress of an upload was not written"),
      )
      .finally(() => (idle = true));
  }, tick);
  return {
    onProgress: (progress: IngestProgress) => void (latest = progress),
    stop: async () => {
      clearInterval(timer);
      await writing;
    },
  };
}
