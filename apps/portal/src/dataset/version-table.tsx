"use client";

import { TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { DatasetVersion } from "../api/outputs.ts";
import { formatBytes } from "../format/bytes.ts";
import { formatCount } from "../format/number.ts";
import { MayButton } from "../session/may.tsx";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { Exact } from "../value/exact.tsx";
import { Hash } from "../value/hash.tsx";
import { Instant } from "../value/instant.tsx";

export function VersionTable({ versions }: { readonly versions: readonly DatasetVersion[] }) {
  return (
    <ScrollTable caption="Versions, newest first" minWidth={56}>
      <TableThead>
        <TableTr>
          <TableTh>Version</TableTh>
          <TableTh className={pageClasses.number}>Tokens</TableTh>
          <TableTh className={pageClasses.number}>Rows</TableTh>
          <TableTh className={pageClasses.number}>Size, newly stored</TableTh>
          <TableTh>Content hash</TableTh>
          <TableTh>Made</TableTh>
          <TableTh>
            <span className="visually-hidden">Action</span>
          </TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {versions.map((version) => (
          <TableTr key={version.id}>
            <TableTd>{version.number}</TableTd>
            <TableTd className={pageClasses.number}>
              {version.token_counts.map(({ encoding, tokens }) => (
                <div key={encoding}>
                  {formatCount(tokens)}{" "}
                  <Text component="span" size="xs" c="dimmed">
                    {encoding}
                  </Text>
                </div>
              ))}
            </TableTd>
            <TableTd className={pageClasses.number}>{formatCount(version.records)}</TableTd>
            <TableTd className={pageClasses.number}>
              <Exact value={`${formatCount(version.bytes)} B`}>{formatBytes(version.bytes)}</Exact>
              <Text size="xs" c="dimmed">
                {formatBytes(version.bytes_added)} new
              </Text>
            </TableTd>
            <TableTd>
              <Hash value={version.content_hash} of="the content hash" />
            </TableTd>
            <TableTd>
              <Instant at={version.created_at} />
              <Text size="xs" c="dimmed">
                by {version.created_by}
              </Text>
            </TableTd>
            <TableTd className={pageClasses.number}>
              <MayButton
                scope="quote.write"
                href={`/quote/new?dataset=${version.dataset_id}&dataset_version=${version.id}`}
                size="compact-sm"
                variant="default"
                aria-label={`Quote with version ${version.number}`}
              >
                Quote
              </MayButton>
            </TableTd>
          </TableTr>
        ))}
      </TableTbody>
    </ScrollTable>
  );
}
