import { HydrateClient, prefetch, trpc } from "../../../server/trpc.ts";
import { HomeClient } from "./client.tsx";

export const metadata = { title: "Home" };

export default async function HomePage() {
  await Promise.all([
    prefetch(trpc.contract.list.queryOptions({ limit: 50 })),
    prefetch(trpc.quote.list.queryOptions({ limit: 50 })),
    prefetch(trpc.invoice.list.queryOptions({ limit: 100 })),
    prefetch(trpc.invoice.balance.queryOptions()),
  ]);
  return (
    <HydrateClient>
      <HomeClient />
    </HydrateClient>
  );
}
