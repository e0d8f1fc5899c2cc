"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../src/api/client.tsx";
import { EmptyNotice } from "../../../src/notice/empty-notice.tsx";
import { Loaded } from "../../../src/notice/loaded.tsx";
import { MoreButton } from "../../../src/notice/more-button.tsx";
import { PageHeader } from "../../../src/page/page-header.tsx";
import { MayButton } from "../../../src/session/may.tsx";
import { QuoteTable } from "../../../src/quote/quote-table.tsx";

const newQuote = (
  <MayButton scope="quote.write" href="/quote/new">
    New quote
  </MayButton>
);

export function QuotesClient() {
  const trpc = useTRPC();
  const quotes = useInfiniteQuery(
    trpc.quote.list.infiniteQueryOptions({ limit: 25 }, { getNextPageParam: (page) => page.next_cursor ?? undefined }),
  );
  return (
    <>
      <PageHeader title="Quotes" lead="Each holds its price and its date until it expires." actions={newQuote} />
      <Loaded query={quotes}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length > 0) return <QuoteTable quotes={items} />;
          return (
            <EmptyNotice title="No quotes yet" action={newQuote}>
              Name a model, a dataset and a number of tokens; the answer comes while you type.
            </EmptyNotice>
          );
        }}
      </Loaded>
      <MoreButton query={quotes} />
    </>
  );
}
