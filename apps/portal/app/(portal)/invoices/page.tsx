import { HydrateClient, prefetch, trpc } from "../../../server/trpc.ts";
import { InvoicesClient } from "./client.tsx";

export const metadata = { title: "Invoices" };

export default async function InvoicesPage() {
  await Promise.all([
    prefetch(
      trpc.invoice.list.infiniteQueryOptions(
        { limit: 25 },
        { getNextPageParam: (page) => page.next_cursor ?? undefined },
      ),
    ),
    prefetch(trpc.invoice.balance.queryOptions()),
  ]);
  return (
    <HydrateClient>
      <InvoicesClient />
    </HydrateClient>
  );
}
