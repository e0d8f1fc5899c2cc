import { HydrateClient, prefetch, trpc } from "../../../../server/trpc.ts";
import { SiteClient } from "./client.tsx";

export const metadata = { title: "Site" };

export default async function SitePage({ params }: { readonly params: Promise<{ readonly siteId: string }> }) {
  const { siteId } = await params;
  await Promise.all([
    prefetch(trpc.fleet.sites.queryOptions()),
    prefetch(trpc.fleet.nodes.queryOptions({ id: siteId })),
  ]);
  return (
    <HydrateClient>
      <SiteClient siteId={siteId} />
    </HydrateClient>
  );
}
