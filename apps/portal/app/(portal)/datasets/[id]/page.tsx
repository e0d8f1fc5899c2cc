import type { Dataset } from "../../../../src/api/outputs.ts";
import { HydrateClient, prefetch, readForTitle, trpc } from "../../../../server/trpc.ts";
import { titleOf } from "../../../../src/page/title.ts";
import { DatasetClient } from "./client.tsx";

interface PageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export async function generateMetadata({ params }: PageProps) {
  const { id } = await params;
  const found = await readForTitle<Dataset>(trpc.dataset.get.queryOptions({ id }));
  return { title: titleOf(found?.name, "Dataset") };
}

export default async function DatasetPage({ params }: PageProps) {
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
