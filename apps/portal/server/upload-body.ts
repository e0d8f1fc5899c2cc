import { ServiceError } from "@ingot/services";

/** What Content-Length says. **Throws** PAYLOAD_TOO_LARGE before a byte is read. */
export function announcedBytes(headers: Headers, most: number): number | undefined {
  const text = headers.get("content-length");
  if (text === null) return undefined;
  const bytes = Number(text);
  if (bytes > most) throw tooLarge(most, `${text} announced`);
  return bytes;
}

/** What the client calls its file: a header holds ASCII alone, so it comes percent-encoded. */
export function announcedName(headers: Headers): string | undefined {
  const text = headers.get("x-file-name");
  if (text === null) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    // A name is no reason to refuse a file.
    return text;
  }
}

/** The body in parts, cut off where it grows beyond `most`: a stream need not announce its length. */
export async function* boundedBody(body: ReadableStream<Uint8Array> | null, most: number): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  let received = 0;
  for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
    received += part.byteLength;
    if (received > most) throw tooLarge(most, "more");
    yield part;
  }
}

const tooLarge = (most: number, received: string) =>
  new ServiceError("PAYLOAD_TOO_LARGE", `a file has at most ${most} bytes, received ${received}`, { most });
