"use client";

import { Progress, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../api/client.tsx";
import { usePollInterval } from "../clock/poll-interval.ts";
import type { FleetJob } from "../api/outputs.ts";
import { formatCount, formatShare } from "../format/number.ts";
import { Loaded } from "../notice/loaded.tsx";
import { MoreButton } from "../notice/more-button.tsx";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { Hash } from "../value/hash.tsx";
import { Instant } from "../value/instant.tsx";
import { Status } from "../value/status.tsx";
import { ToneText } from "../value/tone-text.tsx";
import { reasonInWords, spellOut } from "../words/sentences.ts";

function Row({ of }: { readonly of: FleetJob }) {
  return (
    <TableTr>
      <TableTd>
        {of.organization}
        <Text component="div" size="xs" c="dimmed">
          <Hash value={of.contract_id} of="the contract's id" length={14} />
        </Text>
      </TableTd>
      <TableTd>
        {of.model}
        <Text size="sm" c="dimmed">
          {spellOut(of.kind)}
        </Text>
      </TableTd>
      <TableTd>
        <Status of={of.status} />
        {of.status_reason && (
          <Text size="sm" c="dimmed">
            {reasonInWords(of.status_reason)}
          </Text>
        )}
      </TableTd>
      <TableTd miw="8rem">
        <Progress value={of.progress * 100} aria-label={`Progress of the ${of.kind} of ${of.organization}`} mt={8} />
        <Text size="xs" c="dimmed" mt={4}>
          {formatShare(of.progress, 0)}
        </Text>
      </TableTd>
      <TableTd className={pageClasses.number}>{formatCount(of.nodes)}</TableTd>
      <TableTd>
        <Instant at={of.promised_finish} />
        {of.late && <ToneText of={{ tone: "bad", text: "late" }} />}
      </TableTd>
      <TableTd>{of.estimated_finish_p90 ? <Instant at={of.estimated_finish_p90} /> : "not known"}</TableTd>
    </TableTr>
  );
}

/** Jobs of every organization, of one site or of all. */
export function JobTable({ siteId }: { readonly siteId?: string }) {
  const trpc = useTRPC();
  const refetchInterval = usePollInterval();
  const query = useInfiniteQuery(
    trpc.fleet.jobs.infiniteQueryOptions(
      { limit: 25, site_id: siteId },
      { getNextPageParam: (page) => page.next_cursor ?? undefined, refetchInterval },
    ),
  );
  return (
    <>
      <Loaded query={query} rows={3}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <Text c="dimmed">No jobs.</Text>;
          return (
            <ScrollTable caption="Jobs" minWidth={60}>
              <TableThead>
                <TableTr>
                  <TableTh>Organization</TableTh>
                  <TableTh>Model</TableTh>
                  <TableTh>Status</TableTh>
                  <TableTh>Progress</TableTh>
                  <TableTh className={pageClasses.number}>Nodes</TableTh>
                  <TableTh>Promised</TableTh>
                  <TableTh>Estimated, P90</TableTh>
                </TableTr>
              </TableThead>
              <TableTbody>
                {items.map((job) => (
                  <Row key={job.id} of={job} />
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
