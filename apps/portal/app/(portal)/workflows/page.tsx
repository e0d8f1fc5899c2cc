import { HydrateClient, prefetch, trpc } from "../../../server/trpc.ts";
import { WorkflowsClient } from "./client.tsx";

export const metadata = { title: "Workflows" };

export default async function WorkflowsPage() {
  await prefetch(
    trpc.workflow.list.infiniteQueryOptions(
      { limit: 25 },
      { getNextPageParam: (page) => page.next_cursor ?? undefined },
    ),
  );
  return (
    <HydrateClient>
      <WorkflowsClient />
    </HydrateClient>
  );
}
