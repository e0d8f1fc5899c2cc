import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { ApiContext } from "./context.ts";
import { answerHeaders } from "./rest-response.ts";
import { appRouter } from "./root.ts";

export const trpcPrefix = "/api/trpc";

/** Serves the procedures as tRPC. */
export const handleTrpc = (request: Request, context: ApiContext): Promise<Response> =>
  fetchRequestHandler({
    endpoint: trpcPrefix,
    req: request,
    router: appRouter,
    createContext: () => context,
    // A read whose input is too long for an address is posted.
    allowMethodOverride: true,
    responseMeta: ({ type }) => {
      const { "cache-control": cache, ...headers } = answerHeaders(context.service.requestId);
      // A stream has its own rule: proxies must neither keep nor change it.
      return { headers: new Headers(type === "subscription" ? headers : { ...headers, "cache-control": cache }) };
    },
  });
