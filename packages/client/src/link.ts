import type { AppRouter } from "@ingot/api";
import { httpBatchLink, httpLink, retryLink, splitLink, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { fromTrpc, IngotError } from "./error.ts";

export interface Connection {
  /** The portal's address, e.g. `http://localhost:3000`. */
  readonly url: string;
  /** `ik_…`; left out in a browser that is signed in. */
  readonly apiKey?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
}

export const headersOf = ({ apiKey }: Connection): Record<string, string> =>
  apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };

/** A fresh key for one intended write: sent twice, it changes the world once. */
export function newIdempotencyKey(): string {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
}

const tries = 3;

/** A read whose input is longer is posted: an address holds some 2,000 characters, and escapes take three each. */
const inputLengthMax = 600;

/** Reads travel together unless their input is long, a write alone under its own key; what failed in passing is asked again under the same key. */
export function linksOf(connection: Connection): TRPCLink<AppRouter>[] {
  const options = {
    url: `${connection.url}/api/trpc`,
    ...(connection.fetch && { fetch: connection.fetch }),
  };
  return [
    keepKey,
    retryLink({
      retry: ({ error, attempts }) => error instanceof IngotError && error.passing && attempts < tries,
      retryDelayMs: (attempt) => 250 * 2 ** attempt,
    }),
    tellErrors,
    splitLink({
      condition: (operation) => operation.type === "mutation",
      true: httpLink({
        ...options,
        headers: ({ op }) => ({ ...headersOf(connection), "idempotency-key": String(op.context["idempotencyKey"]) }),
      }),
      false: splitLink({
        condition: ({ input }) => (JSON.stringify(input)?.length ?? 0) > inputLengthMax,
        true: httpLink({ ...options, methodOverride: "POST", headers: () => headersOf(connection) }),
        false: httpBatchLink({ ...options, maxItems: 20, maxURLLength: 2083, headers: () => headersOf(connection) }),
      }),
    }),
  ];
}

const keepKey: TRPCLink<AppRouter> =
  () =>
  ({ next, op }) =>
    next({ ...op, context: { idempotencyKey: newIdempotencyKey(), ...op.context } });

const tellErrors: TRPCLink<AppRouter> =
  () =>
  ({ next, op }) =>
    observable((observer) =>
      next(op).subscribe({
        next: (value) => observer.next(value),
        error: (error) => observer.error(fromTrpc(error)),
        complete: () => observer.complete(),
      }),
    );
