import { appRouter, createContext } from "@ingot/api";
import {
  dehydrate,
  type FetchInfiniteQueryOptions,
  type FetchQueryOptions,
  HydrationBoundary,
} from "@tanstack/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { cache, createElement, type ReactNode } from "react";
import { makeQueryClient } from "../src/api/query-client.ts";
import { host } from "./platform.ts";

const queryClientOfRequest = cache(() => makeQueryClient());

/** Who asks for this page; read once for each request. */
export const contextOfRequest = cache(async () => createContext(host(), { headers: await headers() }));

/** The same options as in the browser, answered in the process. */
export const trpc = createTRPCOptionsProxy({
  router: appRouter,
  ctx: contextOfRequest,
  queryClient: queryClientOfRequest,
});

/** Asks for what the page will show. Without await the page streams; with it the rows stand in the HTML. */
export async function prefetch(options: { readonly queryKey: readonly unknown[] }): Promise<void> {
  const client = queryClientOfRequest();
  const [, kind] = options.queryKey;
  const infinite = typeof kind === "object" && kind !== null && "type" in kind && kind.type === "infinite";
  if (infinite) await client.prefetchInfiniteQuery(options as unknown as FetchInfiniteQueryOptions);
  else await client.prefetchQuery(options as unknown as FetchQueryOptions);
}

/** What a page is about, for its title; null when it cannot be told. The page itself finds the answer here again. */
export async function readForTitle<Data>(options: { readonly queryKey: readonly unknown[] }): Promise<Data | null> {
  return queryClientOfRequest()
    .fetchQuery({ ...(options as unknown as FetchQueryOptions), retry: false })
    .then((data) => data as Data)
    .catch(() => null);
}

export function HydrateClient({ children }: { readonly children: ReactNode }) {
  return createElement(HydrationBoundary, { state: dehydrate(queryClientOfRequest()) }, children);
}
