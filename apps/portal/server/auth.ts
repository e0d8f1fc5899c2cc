import { clientAddressHeader } from "@ingot/services/identity/auth";
import { host } from "./platform.ts";

/** Sign-in's own endpoints. The address that rate limits count by is ours to say, not the client's. */
export async function handleAuth(request: Request): Promise<Response> {
  const { auth, environment } = host();
  const headers = new Headers(request.headers);
  headers.set(clientAddressHeader, environment.behindProxy ? forwardedAddress(headers) : "127.0.0.1");
  const response = await auth.handler(withHeaders(request, headers));
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("cache-control", "private, no-store");
  return response;
}

/** Part by part: Next hands over a stand-in for the request, which the platform's own constructor refuses as a model. */
function withHeaders({ url, method, body, signal }: Request, headers: Headers): Request {
  const init: RequestInit & { readonly duplex: "half" } = { method, headers, body, signal, duplex: "half" };
  return new Request(url, init);
}

/** The last entry is what our own proxy saw; those before it are hearsay. */
const forwardedAddress = (headers: Headers): string =>
  headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "127.0.0.1";
