import { TableTbody, TableTd, TableTh, TableThead, TableTr } from "@mantine/core";
import type { StreamingTimeline } from "@ingot/compute";
import { formatDuration } from "../../format/duration.ts";
import { formatShare } from "../../format/number.ts";
import pageClasses from "../../page/page.module.css";
import { ScrollTable } from "../../page/scroll-table.tsx";
import { lanes, passRows } from "./window.ts";

/** The numbers behind the timeline: each pass of each layer, and how busy each lane is. */
export function TimelineTable({ timeline }: { readonly timeline: StreamingTimeline }) {
  return (
    <ScrollTable caption="Passes of one micro batch">
      <TableThead>
        <TableTr>
          <TableTh>Pass</TableTh>
          <TableTh className={pageClasses.number}>Starts at</TableTh>
          {lanes.map(({ lane, label }) => (
            <TableTh key={lane} className={pageClasses.number}>
              {label}
            </TableTh>
          ))}
        </TableTr>
      </TableThead>
      <TableTbody>
        <TableTr>
          <TableTh scope="row">Busy</TableTh>
          <TableTd />
          {lanes.map(({ lane }) => (
            <TableTd key={lane} className={pageClasses.number}>
              {formatShare(timeline.busy[lane])}
            </TableTd>
          ))}
        </TableTr>
        {passRows(timeline).map((row) => (
          <TableTr key={row.name}>
            <TableTd>{row.name}</TableTd>
            <TableTd className={pageClasses.number}>{formatDuration(row.from)}</TableTd>
            {lanes.map(({ lane }) => (
              <TableTd key={lane} className={pageClasses.number}>
                {row.lengths[lane] === undefined ? "–" : formatDuration(row.lengths[lane])}
              </TableTd>
            ))}
          </TableTr>
        ))}
      </TableTbody>
    </ScrollTable>
  );
}
