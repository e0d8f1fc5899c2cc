import type { Site } from "../../../../src/api/outputs.ts";
import { HydrateClient, prefetch, readForTitle, trpc } from "../../../../server/trpc.ts";
import { titleOf } from "../../../../src/page/title.ts";
import { SiteClient } from "./client.tsx";

interface PageProps {
  readonly params: Promise<{ readonly siteId: string }>;
}

export async function generateMetadata({ params }: PageProps) {
  const { siteId } = await params;
  const found = await readForTitle<{ items: readonly Site[] }>(trpc.fleet.sites.queryOptions());
  return { title: titleOf(found?.items.find((site) => site.id === siteId)?.label, "Site") };
}

export default async function SitePage({ params }: PageProps) {
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
