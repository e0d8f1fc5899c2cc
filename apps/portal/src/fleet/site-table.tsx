"use client";

import { TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { Site } from "../api/outputs.ts";
import { countryName } from "../format/country.ts";
import { formatCount } from "../format/number.ts";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { TextLink } from "../page/text-link.tsx";
import { Instant } from "../value/instant.tsx";
import { Status } from "../value/status.tsx";

const sum = (site: Site, field: "nodes" | "nodes_up" | "nodes_down" | "nodes_busy") =>
  site.clusters.reduce((total, cluster) => total + cluster[field], 0);

export function SiteTable({ sites }: { readonly sites: readonly Site[] }) {
  return (
    <ScrollTable caption="Sites" minWidth={56}>
      <TableThead>
        <TableTr>
          <TableTh>Site</TableTh>
          <TableTh>Hardware</TableTh>
          <TableTh className={pageClasses.number}>Nodes busy</TableTh>
          <TableTh>Nodes down</TableTh>
          <TableTh className={pageClasses.number}>Jobs running</TableTh>
          <TableTh className={pageClasses.number}>Jobs queued</TableTh>
          <TableTh>Decided up to</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {sites.map((site) => {
          const down = sum(site, "nodes_down");
          return (
            <TableTr key={site.id}>
              <TableTd>
                <TextLink href={`/fleet/${site.id}`}>{site.label}</TextLink>
                <Text size="sm" c="dimmed">
                  {countryName(site.country)}
                </Text>
              </TableTd>
              <TableTd>{site.clusters.map((cluster) => cluster.system_label).join(", ")}</TableTd>
              <TableTd className={pageClasses.number}>
                {formatCount(sum(site, "nodes_busy"))} of {formatCount(sum(site, "nodes"))}
              </TableTd>
              <TableTd>
                <Status of={down > 0 ? "down" : "up"} label={down > 0 ? `${formatCount(down)} down` : "none"} />
              </TableTd>
              <TableTd className={pageClasses.number}>{formatCount(site.jobs_running)}</TableTd>
              <TableTd className={pageClasses.number}>{formatCount(site.jobs_queued)}</TableTd>
              <TableTd>
                <Instant at={site.frontier} detail="second" />
              </TableTd>
            </TableTr>
          );
        })}
      </TableTbody>
    </ScrollTable>
  );
}
