import type { AppRouter } from "@ingot/api";
import type { inferProcedureOutput } from "@trpc/server";
import { fromFailure, fromResponse } from "./error.ts";
import { type Connection, headersOf } from "./link.ts";

export type Upload = inferProcedureOutput<AppRouter["dataset"]["upload"]>;

export interface UploadOptions {
  readonly datasetId: string;
  /** JSONL, one row a line; a stream is never held in memory as a whole. */
  readonly body: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;
  /** Size of the body where it is known: the server then tells a cut transfer from a whole one. */
  readonly bytes?: number | undefined;
  /** An id of your own (`upl_` and 32 hexadecimal digits), to ask `api.dataset.upload` how far the server is. */
  readonly uploadId?: string | undefined;
  /** What you call the file; shown in the list of uploads. */
  readonly fileName?: string | undefined;
  readonly onProgress?: ((bytesSent: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Streams a file into a dataset. **Returns** the ended upload: accepted with a version, or rejected with its rows. */
export async function uploadDataset(connection: Connection, options: UploadOptions): Promise<Upload> {
  const headers: Record<string, string> = { ...headersOf(connection), "content-type": "application/jsonl" };
  if (options.bytes !== undefined) headers["content-length"] = String(options.bytes);
  if (options.uploadId !== undefined) headers["x-upload-id"] = options.uploadId;
  if (options.fileName !== undefined) headers["x-file-name"] = encodeURIComponent(options.fileName.toWellFormed());
  const url = `${connection.url}/api/v1/datasets/${encodeURIComponent(options.datasetId)}/content`;
  const body = counted(options);
  const init: RequestInit & { readonly duplex: "half" } = { method: "PUT", headers, body, duplex: "half" };
  const response = await (connection.fetch ?? fetch)(url, { ...init, signal: options.signal ?? null }).catch(
    (cause: unknown) => {
      throw fromFailure(cause);
    },
  );
  if (!response.ok) throw await fromResponse(response);
  return (await response.json()) as Upload;
}

function counted({ body, onProgress }: UploadOptions): ReadableStream<Uint8Array> {
  const source = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  let sent = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await source.next();
      if (done) return controller.close();
      sent += value.length;
      controller.enqueue(value);
      onProgress?.(sent);
    },
    async cancel() {
      await source.return?.();
    },
  });
}
