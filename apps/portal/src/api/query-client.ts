import { defaultShouldDehydrateQuery, QueryCache, QueryClient } from "@tanstack/react-query";
import { failureOf, isWorthRepeating } from "./failure.ts";

/** One for each request on the server, one for each tab in the browser. `onSignedOut`: the session has ended. */
export function makeQueryClient(onSignedOut: () => void = () => {}): QueryClient {
  return new QueryClient({
    // A write that was refused keeps its form; the reads of the same page soon meet the end of the session.
    queryCache: new QueryCache({
      onError: (error) => {
        if (failureOf(error).code === "UNAUTHENTICATED") onSignedOut();
      },
    }),
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
