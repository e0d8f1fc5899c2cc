import { HydrateClient, prefetch, trpc } from "../../../server/trpc.ts";
import { DatasetsClient } from "./client.tsx";

export const metadata = { title: "Datasets" };

export default async function DatasetsPage() {
  await prefetch(
    trpc.dataset.list.infiniteQueryOptions(
      { limit: 25 },
      { getNextPageParam: (page) => page.next_cursor ?? undefined },
    ),
  );
  return (
    <HydrateClient>
      <DatasetsClient />
    </HydrateClient>
  );
}
