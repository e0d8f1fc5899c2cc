import { HydrateClient, prefetch, trpc } from "../../../server/trpc.ts";
import { ContractsClient } from "./client.tsx";

export const metadata = { title: "Contracts" };

export default async function ContractsPage() {
  await prefetch(
    trpc.contract.list.infiniteQueryOptions(
      { limit: 25 },
      { getNextPageParam: (page) => page.next_cursor ?? undefined },
    ),
  );
  return (
    <HydrateClient>
      <ContractsClient />
    </HydrateClient>
  );
}
