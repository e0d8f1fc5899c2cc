import { HydrateClient, prefetch, trpc } from "../../../server/trpc.ts";
import { QuotesClient } from "./client.tsx";

export const metadata = { title: "Quotes" };

export default async function QuotesPage() {
  await prefetch(
    trpc.quote.list.infiniteQueryOptions({ limit: 25 }, { getNextPageParam: (page) => page.next_cursor ?? undefined }),
  );
  return (
    <HydrateClient>
      <QuotesClient />
    </HydrateClient>
  );
}
