import type { AppRouter } from "@ingot/api";
import type { inferProcedureOutput } from "@trpc/server";
import { fromFailure, fromResponse, IngotError } from "./error.ts";
import { readEventStream } from "./event-stream.ts";
import { type Connection, headersOf } from "./link.ts";

type Watched = inferProcedureOutput<AppRouter["contract"]["watch"]>;
/** One message of a contract's live stream. */
export type WatchMessage =
  Watched extends AsyncIterable<infer Envelope>
    ? Envelope extends { readonly data: infer Message }
      ? Message
      : Envelope extends readonly [string, infer Message, ...unknown[]]
        ? Message
        : never
    : never;

export interface WatchOptions {
  readonly contractId: string;
  /** Resume after this message. */
  readonly lastEventId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Watching {
  readonly id: string | undefined;
  readonly message: WatchMessage;
}

const pauseMilliseconds = 1_000;

/**
 * A contract's live stream. A lost connection is made again and resumes after the last message, so that none is lost or
 * doubled; the stream ends when the contract has nothing more to tell. **Throws** IngotError when it is refused.
 */
export async function* watchContract(connection: Connection, options: WatchOptions): AsyncGenerator<Watching> {
  let lastEventId = options.lastEventId;
  while (!options.signal?.aborted) {
    try {
      const body = await openStream(connection, { ...options, lastEventId });
      for await (const { event, id, data } of readEventStream(body)) {
        if (event === "done") return;
        if (event === "error") throw streamError(data);
        if (event !== "message") continue;
        lastEventId = id ?? lastEventId;
        yield { id, message: (JSON.parse(data) as { data: WatchMessage }).data };
      }
    } catch (error) {
      if (options.signal?.aborted) return;
      const told = fromFailure(error);
      if (!told.passing) throw told;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
}

async function openStream(connection: Connection, options: WatchOptions): Promise<ReadableStream<Uint8Array>> {
  const headers: Record<string, string> = { ...headersOf(connection), accept: "text/event-stream" };
  if (options.lastEventId !== undefined) headers["last-event-id"] = options.lastEventId;
  const url = `${connection.url}/api/v1/contracts/${encodeURIComponent(options.contractId)}/watch`;
  const response = await (connection.fetch ?? fetch)(url, { headers, signal: options.signal ?? null });
  if (!response.ok || !response.body) throw await fromResponse(response);
  return response.body;
}

/** An error inside a stream that had begun well. */
function streamError(data: string): IngotError {
  const parsed: unknown = JSON.parse(data || "{}");
  const body = typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  const message = typeof body["message"] === "string" ? body["message"] : "the stream has failed";
  const code = typeof body["code"] === "string" ? body["code"] : "INTERNAL";
  return new IngotError({ code, message, details: {}, requestId: null });
}
