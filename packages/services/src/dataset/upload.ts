import type { IngestedVersion } from "@ingot/datasets";
import { tables, type Transaction } from "@ingot/db";
import { desc, eq } from "drizzle-orm";
import { actorName } from "../actor-id.ts";
import { writeAudit } from "../audit/emit.ts";
import { platformNow, realNow } from "../clock/now.ts";
import type { Request, ServiceContext } from "../context.ts";
import { assert, ServiceError } from "../errors.ts";
import { bindOrganization, requireCustomer } from "../transaction.ts";
import { versionColumns } from "./find.ts";
import { type Received, receive } from "./receive.ts";
import { type TokenCountRow, type UploadRow, type UploadWire, uploadToWire } from "./to-wire.ts";
import { type Begun, beginUpload, changeUpload, followProgress, refusalChange } from "./upload-row.ts";

export interface UploadInput {
  readonly datasetId: string;
  /** Chosen by the client who wants to follow the upload while it runs. */
  readonly uploadId?: string | undefined;
  /** What the client says the file has; other than that is refused. */
  readonly expectedBytes?: number | undefined;
  /** What the client calls the file. */
  readonly fileName?: string | undefined;
  readonly body: AsyncIterable<Uint8Array>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes a JSON Lines file into a dataset: a new immutable version, or a report of its bad rows, or nothing at all.
 * **Throws** VALIDATION when the bytes are not as announced, and what broke when the connection did; the upload's row
 * says so then.
 */
export async function uploadDataset({ ctx, input }: Request<UploadInput>): Promise<UploadWire> {
  const { datasetId, uploadId, expectedBytes, fileName } = input;
  refuseCount(expectedBytes);
  const begun = await beginUpload(ctx, {
    datasetId,
    ...(uploadId === undefined ? {} : { uploadId }),
    ...(expectedBytes === undefined ? {} : { expectedBytes }),
    ...(fileName === undefined ? {} : { fileName }),
  });
  if (!begun.fresh) return endedToWire(refuseUnfinished(begun.row));
  const follow = followProgress(ctx, begun.row.id);
  try {
    const { body, signal } = input;
    const received = await receive(ctx, { body, signal, expectedBytes, onProgress: follow.onProgress });
    await follow.stop();
    const { result } = received;
    if (result.outcome === "refused") return endedToWire(await changeUpload(ctx, begun.row.id, refusalChange(result)));
    return endedToWire(await publish(ctx, begun, result, received.tokenCounts));
  } catch (error) {
    await follow.stop();
    await changeUpload(ctx, begun.row.id, { status: "failed", message: messageOf(error) });
    throw error;
  }
}

/** An upload that has ended shows the same at every instant. */
const endedToWire = (row: UploadRow): UploadWire => uploadToWire(row, row.updatedAt);

function refuseCount(expectedBytes: number | undefined): void {
  if (expectedBytes === undefined || (Number.isSafeInteger(expectedBytes) && expectedBytes >= 0)) return;
  throw new ServiceError("VALIDATION", `the announced bytes are a whole number from 0, received ${expectedBytes}`);
}

function refuseUnfinished(row: UploadRow): UploadRow {
  if (row.status === "accepted" || row.status === "rejected") return row;
  throw new ServiceError("CONFLICT", `the upload "${row.id}" is ${row.status}; send the file under another id`, {
    status: row.status,
  });
}

/** What the customer may read; an error that is not ours to tell says only that it happened. */
const messageOf = (error: unknown): string =>
  error instanceof ServiceError
    ? error.message
    : "the connection broke before the file was whole; nothing of it was kept";

type TokenCounts = Received["tokenCounts"];

/** One transaction: the version, the upload's end and the audit row. The same content again is the version there was. */
async function publish(
  ctx: ServiceContext,
  begun: Begun,
  version: IngestedVersion,
  tokenCounts: TokenCounts,
): Promise<UploadRow> {
  const actor = requireCustomer(ctx, "dataset.write");
  return ctx.platform.databases.app.transaction(async (tx) => {
    await bindOrganization(tx, actor.organizationId);
    const made = await writeVersion(tx, ctx, begun, version, tokenCounts);
    const [row] = await tx
      .update(tables.upload)
      .set({
        status: "accepted",
        bytesReceived: version.bytes,
        records: version.records,
        tokens: version.tokens,
        datasetVersionId: made.id,
        message: made.before ? `the content is that of version ${made.number}` : null,
        updatedAt: await realNow(tx),
      })
      .where(eq(tables.upload.id, begun.row.id))
      .returning();
    assert(row, `upload ${begun.row.id} has its row`);
    const data = {
      dataset_id: begun.dataset.id,
      number: made.number,
      content_hash: version.contentHash,
      upload_id: row.id,
    };
    await writeAudit(tx, ctx, {
      action: made.before ? "dataset.version_found" : "dataset.version_created",
      organizationId: actor.organizationId,
      subject: { kind: "dataset_version", id: made.id, data },
    });
    return row;
  });
}

async function writeVersion(
  tx: Transaction,
  ctx: ServiceContext,
  { dataset }: Begun,
  version: IngestedVersion,
  tokenCounts: TokenCounts,
): Promise<{ readonly id: string; readonly number: number; readonly before: boolean }> {
  const { datasetVersion } = tables;
  // Numbers are handed out one upload at a time.
  const [current] = await tx.select().from(tables.dataset).where(eq(tables.dataset.id, dataset.id)).for("update");
  assert(current, `dataset ${dataset.id} exists`);
  const [latest] = await tx
    .select(versionColumns)
    .from(datasetVersion)
    .where(eq(datasetVersion.datasetId, dataset.id))
    .orderBy(desc(datasetVersion.number))
    .limit(1);
  if (latest?.contentHash === version.contentHash) return { id: latest.id, number: latest.number, before: true };
  const id = ctx.platform.newId("datasetVersion");
  const number = (latest?.number ?? 0) + 1;
  await tx.insert(datasetVersion).values({
    id,
    organizationId: dataset.organizationId,
    datasetId: dataset.id,
    number,
    contentHash: version.contentHash,
    manifest: version.manifest,
    bytes: version.bytes,
    bytesAdded: version.storedBytesNew,
    records: version.records,
    chunks: version.chunks,
    tokenCounts: tokenCounts.map((count): TokenCountRow => ({ ...count })),
    fence: current.fence,
    createdBy: actorName(ctx.actor),
    createdAt: await platformNow(tx),
  });
  return { id, number, before: false };
}
