"use client";

import { TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { Dataset } from "../api/outputs.ts";
import { formatBytes } from "../format/bytes.ts";
import { formatCount, formatTokens } from "../format/number.ts";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { TextLink } from "../page/text-link.tsx";
import { Exact } from "../value/exact.tsx";
import { Instant } from "../value/instant.tsx";
import { Fence } from "./fence.tsx";
import { TokenCount } from "./token-count.tsx";

export function DatasetTable({ datasets }: { readonly datasets: readonly Dataset[] }) {
  return (
    <ScrollTable caption="Datasets, newest first" minWidth={52}>
      <TableThead>
        <TableTr>
          <TableTh>Dataset</TableTh>
          <TableTh className={pageClasses.number}>Versions</TableTh>
          <TableTh className={pageClasses.number}>Tokens</TableTh>
          <TableTh className={pageClasses.number}>Size</TableTh>
          <TableTh>Where it may be</TableTh>
          <TableTh>Created</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {datasets.map(({ latest_version: latest, ...dataset }) => (
          <TableTr key={dataset.id}>
            <TableTd maw="22rem">
              <TextLink href={`/datasets/${dataset.id}`}>{dataset.name}</TextLink>
              {dataset.description && (
                <Text size="sm" c="dimmed">
                  {dataset.description}
                </Text>
              )}
            </TableTd>
            <TableTd className={pageClasses.number}>{formatCount(dataset.versions)}</TableTd>
            <TableTd className={pageClasses.number}>
              {latest ? <TokenCount version={latest} format={formatTokens} /> : "no data yet"}
            </TableTd>
            <TableTd className={pageClasses.number}>
              {latest && <Exact value={`${formatCount(latest.bytes)} B`}>{formatBytes(latest.bytes)}</Exact>}
            </TableTd>
            <TableTd>
              <Fence of={dataset.residency} />
            </TableTd>
            <TableTd>
              <Instant at={dataset.created_at} detail="day" />
            </TableTd>
          </TableTr>
        ))}
      </TableTbody>
    </ScrollTable>
  );
}
