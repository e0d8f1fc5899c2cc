"use client";

import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../src/api/client.tsx";
import { ContractTable } from "../../../src/contract/contract-table.tsx";
import { EmptyNotice } from "../../../src/notice/empty-notice.tsx";
import { Loaded } from "../../../src/notice/loaded.tsx";
import { MoreButton } from "../../../src/notice/more-button.tsx";
import { Link } from "../../../src/page/link.tsx";
import { PageHeader } from "../../../src/page/page-header.tsx";

export function ContractsClient() {
  const trpc = useTRPC();
  const contracts = useInfiniteQuery(
    trpc.contract.list.infiniteQueryOptions(
      { limit: 25 },
      { getNextPageParam: (page) => page.next_cursor ?? undefined, refetchInterval: 5000 },
    ),
  );
  return (
    <>
      <PageHeader title="Contracts" lead="What you have signed: how far it is, and whether it keeps its date." />
      <Loaded query={contracts}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length > 0) return <ContractTable contracts={items} />;
          return (
            <EmptyNotice
              title="No contracts yet"
              action={
                <Button component={Link} href="/quotes">
                  To the quotes
                </Button>
              }
            >
              A contract begins when you accept a quote.
            </EmptyNotice>
          );
        }}
      </Loaded>
      <MoreButton query={contracts} />
    </>
  );
}
