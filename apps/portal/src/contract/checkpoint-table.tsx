"use client";

import { Button, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../api/client.tsx";
import type { Checkpoint } from "../api/outputs.ts";
import { formatBytes } from "../format/bytes.ts";
import { formatCount, formatTokens } from "../format/number.ts";
import { Loaded } from "../notice/loaded.tsx";
import { MoreButton } from "../notice/more-button.tsx";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { useMay } from "../session/may.tsx";
import { Exact } from "../value/exact.tsx";
import { Hash } from "../value/hash.tsx";
import { Instant } from "../value/instant.tsx";

function Row({ of }: { readonly of: Checkpoint }) {
  const mayExport = useMay("checkpoint.export");
  return (
    <TableTr>
      <TableTd className={pageClasses.number}>
        {formatCount(of.step)}
        {of.final && (
          <Text size="xs" c="dimmed">
            final
          </Text>
        )}
      </TableTd>
      <TableTd className={pageClasses.number}>
        <Exact value={of.tokens_trained}>{formatTokens(of.tokens_trained)}</Exact>
      </TableTd>
      <TableTd className={pageClasses.number}>
        <Exact value={`${formatCount(of.bytes)} B`}>{formatBytes(of.bytes)}</Exact>
      </TableTd>
      <TableTd>
        <Hash value={of.hash} of="the checkpoint's hash" />
        {of.parent_hash && (
          <Text component="div" size="xs" c="dimmed">
            after <code title={of.parent_hash}>{of.parent_hash.slice(0, 12)}…</code>
          </Text>
        )}
      </TableTd>
      <TableTd>
        <Instant at={of.effective_at} />
      </TableTd>
      <TableTd className={pageClasses.number}>
        {mayExport && (
          <Button
            component="a"
            href={`/api/v1/checkpoints/${of.id}/content`}
            download
            size="compact-sm"
            variant="default"
            aria-label={`Download the checkpoint of step ${formatCount(of.step)}`}
          >
            Download
          </Button>
        )}
      </TableTd>
    </TableTr>
  );
}

/** The checkpoints of a contract with their lineage, newest first. */
export function CheckpointTable({ contractId }: { readonly contractId: string }) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.contract.checkpoints.infiniteQueryOptions(
      { id: contractId, limit: 10 },
      { getNextPageParam: (page) => page.next_cursor ?? undefined },
    ),
  );
  return (
    <Loaded query={query} rows={3}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0) return <Text c="dimmed">The first one is saved some way into the run.</Text>;
        return (
          <>
            <ScrollTable caption="Checkpoints, newest first" minWidth={48}>
              <TableThead>
                <TableTr>
                  <TableTh className={pageClasses.number}>Step</TableTh>
                  <TableTh className={pageClasses.number}>Trained</TableTh>
                  <TableTh className={pageClasses.number}>Size</TableTh>
                  <TableTh>Hash and lineage</TableTh>
                  <TableTh>Saved</TableTh>
                  <TableTh>
                    <span className="visually-hidden">Action</span>
                  </TableTh>
                </TableTr>
              </TableThead>
              <TableTbody>
                {items.map((checkpoint) => (
                  <Row key={checkpoint.id} of={checkpoint} />
                ))}
              </TableTbody>
            </ScrollTable>
            <Text size="xs" c="dimmed" mt="xs">
              The fleet is simulated, so each file is real but small; what a real checkpoint weighs stands beside it in
              the history above.
            </Text>
            <MoreButton query={query} />
          </>
        );
      }}
    </Loaded>
  );
}
