import { HydrateClient, prefetch, trpc } from "../../../../server/trpc.ts";
import { NewQuoteClient } from "./client.tsx";

export const metadata = { title: "New quote" };

export default async function NewQuotePage() {
  await Promise.all([
    prefetch(trpc.catalog.models.queryOptions()),
    prefetch(trpc.catalog.systems.queryOptions()),
    prefetch(trpc.dataset.list.queryOptions({ limit: 100 })),
  ]);
  return (
    <HydrateClient>
      <NewQuoteClient />
    </HydrateClient>
  );
}
