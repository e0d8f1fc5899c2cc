"use client";

import { Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../../src/api/client.tsx";
import { Loaded } from "../../../../src/notice/loaded.tsx";
import { PageHeader } from "../../../../src/page/page-header.tsx";
import { TextLink } from "../../../../src/page/text-link.tsx";
import { Status } from "../../../../src/value/status.tsx";
import { WorkflowView } from "../../../../src/workflow/workflow-view.tsx";

export function WorkflowClient({ contractId }: { readonly contractId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.workflow.get.queryOptions({ contract_id: contractId }, { refetchInterval: 3000 }));
  return (
    <Loaded query={query} rows={8} heading="Workflow">
      {(workflow) => (
        <>
          <PageHeader
            title={workflow.title}
            lead={
              <Group gap="0 1rem">
                <Status of={workflow.status} />
                <span>{workflow.stage}</span>
                <TextLink href={`/contracts/${workflow.contract_id}`}>Contract {workflow.contract_number}</TextLink>
              </Group>
            }
          />
          <WorkflowView workflow={workflow} />
        </>
      )}
    </Loaded>
  );
}
