import { HydrateClient, prefetch, trpc } from "../../../server/trpc.ts";
import { StaffKeysClient } from "./client.tsx";

export const metadata = { title: "API keys" };

export default async function StaffKeysPage() {
  await prefetch(trpc.fleet.keys.queryOptions());
  return (
    <HydrateClient>
      <StaffKeysClient />
    </HydrateClient>
  );
}
