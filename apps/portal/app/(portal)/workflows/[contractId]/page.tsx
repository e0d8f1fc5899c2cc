import type { Workflow } from "../../../../src/api/outputs.ts";
import { HydrateClient, prefetch, readForTitle, trpc } from "../../../../server/trpc.ts";
import { titleOf } from "../../../../src/page/title.ts";
import { WorkflowClient } from "./client.tsx";

interface PageProps {
  readonly params: Promise<{ readonly contractId: string }>;
}

export async function generateMetadata({ params }: PageProps) {
  const { contractId } = await params;
  const found = await readForTitle<Workflow>(trpc.workflow.get.queryOptions({ contract_id: contractId }));
  return { title: titleOf(found?.title, "Workflow") };
}

export default async function WorkflowPage({ params }: PageProps) {
  const { contractId } = await params;
  await prefetch(trpc.workflow.get.queryOptions({ contract_id: contractId }));
  return (
    <HydrateClient>
      <WorkflowClient contractId={contractId} />
    </HydrateClient>
  );
}
