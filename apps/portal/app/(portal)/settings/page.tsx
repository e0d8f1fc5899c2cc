import { HydrateClient, prefetch, trpc } from "../../../server/trpc.ts";
import { SettingsClient } from "./client.tsx";

export const metadata = { title: "Settings" };

export default async function SettingsPage() {
  await Promise.all([prefetch(trpc.member.list.queryOptions()), prefetch(trpc.key.list.queryOptions())]);
  return (
    <HydrateClient>
      <SettingsClient />
    </HydrateClient>
  );
}
