import { defaultShouldDehydrateQuery, QueryClient } from "@tanstack/react-query";
import { isWorthRepeating } from "./failure.ts";

/** One for each request on the server, one for each tab in the browser. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => count < 2 && isWorthRepeating(error),
      },
      dehydrate: {
        shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) || query.state.status === "pending",
      },
    },
  });
}
