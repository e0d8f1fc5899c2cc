import { ServiceError } from "@ingot/services";

const jsonBytesMax = 1_048_576;

/** The request, its JSON body at most 1 MiB: what carries more has a route that streams. **Throws** PAYLOAD_TOO_LARGE. */
export async function withSmallBody(request: Request): Promise<Request> {
  const declared = request.headers.get("content-length");
  if (Number(declared ?? 0) > jsonBytesMax) throw tooLarge(`${declared} bytes`);
  // A declared length is enforced by the server; only a chunked body has to be counted.
  if (request.body === null || declared !== null) return request;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > jsonBytesMax) throw tooLarge("more");
    chunks.push(chunk);
  }
  return rebuild(request, request.headers, bytes > 0 ? Buffer.concat(chunks) : null);
}

/** The same request under other headers. Its body is read: `new Request(request)` fails on Next's wrapped requests. */
export async function withHeaders(request: Request, headers: Headers): Promise<Request> {
  return rebuild(request, headers, request.body === null ? null : Buffer.from(await request.arrayBuffer()));
}

const rebuild = ({ url, method, signal }: Request, headers: Headers, body: BodyInit | null): Request =>
  new Request(url, { method, headers, signal, body });

const tooLarge = (received: string) =>
  new ServiceError("PAYLOAD_TOO_LARGE", `a JSON body has at most ${jsonBytesMax} bytes, received ${received}`);
