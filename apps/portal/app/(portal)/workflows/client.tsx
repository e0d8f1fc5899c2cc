"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../src/api/client.tsx";
import { EmptyNotice } from "../../../src/notice/empty-notice.tsx";
import { Loaded } from "../../../src/notice/loaded.tsx";
import { MoreButton } from "../../../src/notice/more-button.tsx";
import { PageHeader } from "../../../src/page/page-header.tsx";
import { WorkflowTable } from "../../../src/workflow/workflow-table.tsx";

export function WorkflowsClient() {
  const trpc = useTRPC();
  const workflows = useInfiniteQuery(
    trpc.workflow.list.infiniteQueryOptions(
      { limit: 25 },
      { getNextPageParam: (page) => page.next_cursor ?? undefined, refetchInterval: 5000 },
    ),
  );
  return (
    <>
      <PageHeader title="Workflows" lead="What carries each contract: its steps, timers and retries." />
      <Loaded query={workflows}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length > 0) return <WorkflowTable workflows={items} />;
          return <EmptyNotice title="No workflows yet">One starts with each contract you sign.</EmptyNotice>;
        }}
      </Loaded>
      <MoreButton query={workflows} />
    </>
  );
}
