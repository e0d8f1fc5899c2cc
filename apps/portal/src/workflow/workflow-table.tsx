"use client";

import { TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { WorkflowSummary } from "../api/outputs.ts";
import { ScrollTable } from "../page/scroll-table.tsx";
import { TextLink } from "../page/text-link.tsx";
import { Instant } from "../value/instant.tsx";
import { Status } from "../value/status.tsx";

export function WorkflowTable({ workflows }: { readonly workflows: readonly WorkflowSummary[] }) {
  return (
    <ScrollTable caption="Workflows, newest first" minWidth={48}>
      <TableThead>
        <TableTr>
          <TableTh>Workflow</TableTh>
          <TableTh>Status</TableTh>
          <TableTh>Where it stands</TableTh>
          <TableTh>Started</TableTh>
          <TableTh>Ended</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {workflows.map((workflow) => (
          <TableTr key={workflow.id}>
            <TableTd>
              <TextLink href={`/workflows/${workflow.contract_id}`}>{workflow.title}</TextLink>
              <Text size="sm" c="dimmed">
                Contract {workflow.contract_number}
              </Text>
            </TableTd>
            <TableTd>
              <Status of={workflow.status} />
            </TableTd>
            <TableTd>{workflow.stage}</TableTd>
            <TableTd>{workflow.started_at ? <Instant at={workflow.started_at} /> : "not yet"}</TableTd>
            <TableTd>{workflow.closed_at ? <Instant at={workflow.closed_at} /> : "not yet"}</TableTd>
          </TableTr>
        ))}
      </TableTbody>
    </ScrollTable>
  );
}
