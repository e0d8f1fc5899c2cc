"use client";

import { Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../../src/api/client.tsx";
import { Loaded } from "../../../../src/notice/loaded.tsx";
import { PageHeader } from "../../../../src/page/page-header.tsx";
import { Expiry } from "../../../../src/quote/expiry.tsx";
import { QuoteActions } from "../../../../src/quote/quote-actions.tsx";
import { QuoteView } from "../../../../src/quote/quote-view.tsx";
import { Status } from "../../../../src/value/status.tsx";

export function QuoteClient({ id }: { readonly id: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.quote.get.queryOptions({ id }));
  const quote = query.data;
  return (
    <>
      <PageHeader
        title={quote ? `Quote ${quote.number}` : "Quote"}
        lead={
          quote && (
            <Group gap="0 0.75rem">
              <Status of={quote.status} />
              <span>
                <Expiry quote={quote} />
              </span>
            </Group>
          )
        }
        actions={quote && <QuoteActions quote={quote} />}
      />
      <Loaded query={query} rows={10}>
        {(loaded) => <QuoteView quote={loaded} />}
      </Loaded>
    </>
  );
}
