import { HydrateClient, prefetch, trpc } from "../../../../server/trpc.ts";
import { ContractClient } from "./client.tsx";

export const metadata = { title: "Contract" };

export default async function ContractPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
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
