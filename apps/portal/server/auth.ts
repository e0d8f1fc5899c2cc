import { clientAddressHeader } from "@ingot/services/identity/auth";
import { host } from "./platform.ts";
import { serve } from "./serve.ts";
import { withHeaders, withSmallBody } from "./small-body.ts";

/** Sign-in's own endpoints. The address that rate limits count by is ours to say, not the client's. */
export const handleAuth = (incoming: Request): Promise<Response> =>
  serve(incoming, async (request) => {
    const { auth, environment } = host();
    const headers = new Headers(request.headers);
    headers.set(clientAddressHeader, environment.behindProxy ? forwardedAddress(headers) : "127.0.0.1");
    return auth.handler(await withHeaders(await withSmallBody(request), headers));
  });

/** The last entry is what our own proxy saw; those before it are hearsay. */
const forwardedAddress = (headers: Headers): string =>
  headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "127.0.0.1";
