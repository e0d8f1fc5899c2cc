import type { Contract } from "../../../../src/api/outputs.ts";
import { HydrateClient, prefetch, readForTitle, trpc } from "../../../../server/trpc.ts";
import { titleOf, workTitle } from "../../../../src/page/title.ts";
import { ContractClient } from "./client.tsx";

interface PageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export async function generateMetadata({ params }: PageProps) {
  const { id } = await params;
  const found = await readForTitle<Contract>(trpc.contract.get.queryOptions({ id }));
  return { title: titleOf(found && workTitle(found), "Contract") };
}

export default async function ContractPage({ params }: PageProps) {
  const { id } = await params;
  await Promise.all([
    prefetch(trpc.contract.get.queryOptions({ id })),
    prefetch(trpc.contract.metrics.queryOptions({ id })),
  ]);
  return (
    <HydrateClient>
      <ContractClient id={id} />
    </HydrateClient>
  );
}
