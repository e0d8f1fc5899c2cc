import { HydrateClient, prefetch, trpc } from "../../../server/trpc.ts";
import { FleetClient } from "./client.tsx";

export const metadata = { title: "Fleet" };

export default async function FleetPage() {
  await prefetch(trpc.fleet.sites.queryOptions());
  return (
    <HydrateClient>
      <FleetClient />
    </HydrateClient>
  );
}
