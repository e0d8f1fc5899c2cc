import { HydrateClient, prefetch, trpc } from "../../../../server/trpc.ts";
import { DatasetClient } from "./client.tsx";

export const metadata = { title: "Dataset" };

export default async function DatasetPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  await Promise.all([
    prefetch(trpc.dataset.get.queryOptions({ id })),
    prefetch(trpc.dataset.versions.queryOptions({ id, limit: 100 })),
    prefetch(trpc.dataset.uploads.queryOptions({ id, limit: 10 })),
  ]);
  return (
    <HydrateClient>
      <DatasetClient id={id} />
    </HydrateClient>
  );
}
