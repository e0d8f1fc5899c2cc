import { HydrateClient, prefetch, trpc } from "../../../../server/trpc.ts";
import { WorkflowClient } from "./client.tsx";

export const metadata = { title: "Workflow" };

interface WorkflowPageProps {
  readonly params: Promise<{ readonly contractId: string }>;
}

export default async function WorkflowPage({ params }: WorkflowPageProps) {
  const { contractId } = await params;
  await prefetch(trpc.workflow.get.queryOptions({ contract_id: contractId }));
  return (
    <HydrateClient>
      <WorkflowClient contractId={contractId} />
    </HydrateClient>
  );
}
