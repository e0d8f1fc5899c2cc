"use client";

import type { AppRouter } from "@ingot/api";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import { signInPath } from "../session/next-path.ts";
import { newIdempotencyKey } from "./idempotency.ts";
import { pressedTwice } from "./pressed-twice.ts";
import { makeQueryClient } from "./query-client.ts";

const context = createTRPCContext<AppRouter>();
export const useTRPC = context.useTRPC;
export const useTRPCClient = context.useTRPCClient;

const url = "/api/trpc";

/** A read whose input is longer is posted: an address holds some 2,000 characters, and escapes take three each. */
const inputLengthMax = 600;

/** The organization that this page shows: the server refuses to act for another that a tab beside it has chosen. */
const pageOf = (organizationId: string | null): Record<string, string> =>
  organizationId === null ? {} : { "x-ingot-organization": organizationId };

function makeClient(organizationId: string | null) {
  const page = pageOf(organizationId);
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url }),
        false: splitLink({
          // A write travels alone, under its own key.
          condition: (operation) => operation.type === "mutation",
          true: [
            pressedTwice,
            httpLink({
              url,
              headers: ({ op }) => {
                const given = op.context["idempotencyKey"];
                return { ...page, "idempotency-key": typeof given === "string" ? given : newIdempotencyKey() };
              },
            }),
          ],
          false: splitLink({
            condition: ({ input }) => (JSON.stringify(input)?.length ?? 0) > inputLengthMax,
            true: httpLink({ url, headers: page, methodOverride: "POST" }),
            false: httpBatchLink({ url, headers: page, maxItems: 20, maxURLLength: 2083 }),
          }),
        }),
      }),
    ],
  });
}

/** To the sign-in, and back to this page afterwards. */
const signInAgain = () => window.location.assign(signInPath(window.location.pathname + window.location.search));

let browserQueryClient: QueryClient | undefined;

function queryClientHere(): QueryClient {
  if (typeof window === "undefined") return makeQueryClient();
  browserQueryClient ??= makeQueryClient(signInAgain);
  return browserQueryClient;
}

interface ApiProviderProps {
  readonly organizationId: string | null;
  readonly children: ReactNode;
}

export function ApiProvider({ organizationId, children }: ApiProviderProps) {
  const queryClient = queryClientHere();
  const [client] = useState(() => makeClient(organizationId));
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}
