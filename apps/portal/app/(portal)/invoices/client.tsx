"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../src/api/client.tsx";
import { BalancePanel } from "../../../src/invoice/balance-panel.tsx";
import { InvoiceTable } from "../../../src/invoice/invoice-table.tsx";
import { EmptyNotice } from "../../../src/notice/empty-notice.tsx";
import { Loaded } from "../../../src/notice/loaded.tsx";
import { MoreButton } from "../../../src/notice/more-button.tsx";
import { PageHeader } from "../../../src/page/page-header.tsx";
import pageClasses from "../../../src/page/page.module.css";

function InvoiceList() {
  const trpc = useTRPC();
  const invoices = useInfiniteQuery(
    trpc.invoice.list.infiniteQueryOptions(
      { limit: 25 },
      { getNextPageParam: (page) => page.next_cursor ?? undefined },
    ),
  );
  return (
    <div>
      <Loaded query={invoices}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length > 0) return <InvoiceTable invoices={items} />;
          return (
            <EmptyNotice title="No invoices yet">
              The first, for the deposit, comes with the first contract you sign.
            </EmptyNotice>
          );
        }}
      </Loaded>
      <MoreButton query={invoices} />
    </div>
  );
}

export function InvoicesClient() {
  const trpc = useTRPC();
  const balance = useQuery(trpc.invoice.balance.queryOptions());
  return (
    <>
      <PageHeader title="Invoices" lead="What was billed, what is paid, and where your money is." />
      <div className={pageClasses.stack}>
        <InvoiceList />
        <Loaded query={balance} rows={4}>
          {(loaded) => <BalancePanel balance={loaded} />}
        </Loaded>
      </div>
    </>
  );
}
