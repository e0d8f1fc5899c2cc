"use client";

import { TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../api/client.tsx";
import type { AuditEntry } from "../api/outputs.ts";
import { Loaded } from "../notice/loaded.tsx";
import { MoreButton } from "../notice/more-button.tsx";
import { ScrollTable } from "../page/scroll-table.tsx";
import { Hash } from "../value/hash.tsx";
import { Instant } from "../value/instant.tsx";
import { spellOut } from "../words/sentences.ts";
import classes from "./setting.module.css";

function Row({ of }: { readonly of: AuditEntry }) {
  return (
    <TableTr>
      <TableTd>
        <Instant at={of.at} detail="second" />
      </TableTd>
      <TableTd>{of.actor}</TableTd>
      <TableTd>{spellOut(of.action)}</TableTd>
      <TableTd>
        {spellOut(of.subject_kind)}
        <Text component="div" size="xs">
          <Hash value={of.subject_id} of="the id" length={18} />
        </Text>
      </TableTd>
      <TableTd>
        {Object.keys(of.data).length > 0 && (
          <details>
            <summary>details</summary>
            <code className={classes.data}>{JSON.stringify(of.data)}</code>
          </details>
        )}
        <Text component="div" size="xs" c="dimmed">
          <Hash value={of.request_id} of="the request id" length={12} />
        </Text>
      </TableTd>
    </TableTr>
  );
}

/** Who did what and when; every change has its entry. */
export function AuditPanel() {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions({ limit: 25 }, { getNextPageParam: (page) => page.next_cursor ?? undefined }),
  );
  return (
    <>
      <Loaded query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <Text c="dimmed">Nothing has been changed yet.</Text>;
          return (
            <ScrollTable caption="Audit log, newest first" minWidth={56}>
              <TableThead>
                <TableTr>
                  <TableTh>When</TableTh>
                  <TableTh>Who</TableTh>
                  <TableTh>Did what</TableTh>
                  <TableTh>To what</TableTh>
                  <TableTh>Details and request</TableTh>
                </TableTr>
              </TableThead>
              <TableTbody>
                {items.map((entry) => (
                  <Row key={entry.id} of={entry} />
                ))}
              </TableTbody>
            </ScrollTable>
          );
        }}
      </Loaded>
      <MoreButton query={query} />
    </>
  );
}
