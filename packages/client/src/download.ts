import { fromFailure, fromResponse } from "./error.ts";
import { type Connection, headersOf } from "./link.ts";

export interface Download {
  readonly name: string;
  readonly bytes: number | undefined;
  /** SHA-256 of the content where the server tells it. */
  readonly hash: string | undefined;
  readonly body: ReadableStream<Uint8Array>;
}

/** A file behind a path of the API, as a stream. **Throws** IngotError when it is refused. */
export async function download(connection: Connection, path: string): Promise<Download> {
  const response = await (connection.fetch ?? fetch)(`${connection.url}/api/v1${path}`, {
    headers: headersOf(connection),
  }).catch((cause: unknown) => {
    throw fromFailure(cause);
  });
  if (!response.ok || !response.body) throw await fromResponse(response);
  const { headers, body } = response;
  const bytes = headers.get("content-length");
  return {
    name: /filename="([^"]+)"/.exec(headers.get("content-disposition") ?? "")?.[1] ?? "download",
    bytes: bytes === null ? undefined : Number(bytes),
    hash: headers.get("x-content-hash") ?? undefined,
    body,
  };
}
