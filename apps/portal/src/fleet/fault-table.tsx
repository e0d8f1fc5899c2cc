"use client";

import { TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../api/client.tsx";
import { usePollInterval } from "../clock/poll-interval.ts";
import type { Fault } from "../api/outputs.ts";
import { Loaded } from "../notice/loaded.tsx";
import { MoreButton } from "../notice/more-button.tsx";
import { ScrollTable } from "../page/scroll-table.tsx";
import { Hash } from "../value/hash.tsx";
import { Instant } from "../value/instant.tsx";
import { causeInWords, waferDamageInWords } from "../words/sentences.ts";

function Row({ of }: { readonly of: Fault }) {
  const cause = causeInWords(of.cause);
  const damage = waferDamageInWords(of.dead_cores, of.remapped, of.repaired_at ? "replaced" : null);
  return (
    <TableTr>
      <TableTd>
        <Instant at={of.effective_at} detail="second" />
      </TableTd>
      <TableTd>
        {cause.charAt(0).toUpperCase() + cause.slice(1)}
        {damage && (
          <Text size="xs" c="dimmed">
            {damage}
          </Text>
        )}
        {of.injected && (
          <Text size="xs" c="dimmed">
            asked for by an operator
          </Text>
        )}
      </TableTd>
      <TableTd>{of.node_id ? <Hash value={of.node_id} of="the node's id" length={14} /> : "no single node"}</TableTd>
      <TableTd>{of.job_id ? <Hash value={of.job_id} of="the job's id" length={14} /> : "no job"}</TableTd>
      <TableTd>
        {of.remapped && "nothing to repair"}
        {!of.remapped && (of.repaired_at ? <Instant at={of.repaired_at} /> : "not yet")}
      </TableTd>
    </TableTr>
  );
}

/** What failed, newest first. */
export function FaultTable({ siteId }: { readonly siteId?: string }) {
  const trpc = useTRPC();
  const refetchInterval = usePollInterval();
  const query = useInfiniteQuery(
    trpc.fleet.faults.infiniteQueryOptions(
      { limit: 15, site_id: siteId },
      { getNextPageParam: (page) => page.next_cursor ?? undefined, refetchInterval },
    ),
  );
  return (
    <>
      <Loaded query={query} rows={3}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <Text c="dimmed">Nothing has failed.</Text>;
          return (
            <>
              {items.some(({ cause }) => cause === "wafer") && (
                <Text size="sm" c="dimmed" mb="xs">
                  How often wafers lose cores is an assumption of this simulation, 3 in 1,000 system days: nobody
                  publishes a rate.
                </Text>
              )}
              <ScrollTable caption="Faults, newest first" minWidth={50}>
                <TableThead>
                  <TableTr>
                    <TableTh>When</TableTh>
                    <TableTh>What</TableTh>
                    <TableTh>Node</TableTh>
                    <TableTh>Job struck</TableTh>
                    <TableTh>Repaired</TableTh>
                  </TableTr>
                </TableThead>
                <TableTbody>
                  {items.map((fault) => (
                    <Row key={fault.id} of={fault} />
                  ))}
                </TableTbody>
              </ScrollTable>
            </>
          );
        }}
      </Loaded>
      <MoreButton query={query} />
    </>
  );
}
