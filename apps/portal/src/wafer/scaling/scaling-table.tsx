import { TableTbody, TableTd, TableTh, TableThead, TableTr } from "@mantine/core";
import type { Alternative } from "../../api/outputs.ts";
import { formatDuration } from "../../format/duration.ts";
import { formatNoun, formatShare, formatSignificant } from "../../format/number.ts";
import pageClasses from "../../page/page.module.css";
import { ScrollTable } from "../../page/scroll-table.tsx";
import { Amount } from "../../value/amount.tsx";
import { Instant } from "../../value/instant.tsx";
import type { WaferOffer } from "../offered.ts";
import type { ScalingRow } from "../question.ts";

interface ScalingTableProps {
  readonly rows: readonly ScalingRow[];
  /** Systems of the plan shown. */
  readonly planned: number;
  readonly offer: WaferOffer | null;
  readonly gpus: readonly Alternative[];
}

const finishOf = ({ p90Seconds }: ScalingRow, { startsAt, allowance }: WaferOffer): string =>
  new Date(Date.parse(startsAt) + p90Seconds * 1000 + allowance).toISOString();

function SystemRow({
  row,
  planned,
  offer,
}: { readonly row: ScalingRow } & Pick<ScalingTableProps, "planned" | "offer">) {
  const name = `${formatNoun(row.systems, "system")}${row.systems === planned ? ", as planned" : ""}`;
  if (row.refusal !== null) {
    return (
      <TableTr>
        <TableTh scope="row">{name}</TableTh>
        <TableTd colSpan={offer ? 8 : 6} c="dimmed">
          {row.refusal}
        </TableTd>
      </TableTr>
    );
  }
  return (
    <TableTr>
      <TableTh scope="row">{name}</TableTh>
      {offer && <TableTd className={pageClasses.number}>{row.price && <Amount of={row.price} strong />}</TableTd>}
      <TableTd className={pageClasses.number}>{formatDuration(row.p50Seconds)}</TableTd>
      <TableTd className={pageClasses.number}>{formatDuration(row.p90Seconds)}</TableTd>
      {offer && (
        <TableTd>
          <Instant at={finishOf(row, offer)} />
        </TableTd>
      )}
      <TableTd className={pageClasses.number}>{formatSignificant(row.speedup)} ×</TableTd>
      <TableTd className={pageClasses.number}>{formatShare(row.efficiency)}</TableTd>
      <TableTd className={pageClasses.number}>{formatSignificant(row.systemHours)} h</TableTd>
      <TableTd>{row.boundBy}</TableTd>
    </TableTr>
  );
}

function GpuRow({ of }: { readonly of: Alternative }) {
  if (of.outcome === "infeasible") {
    return (
      <TableTr>
        <TableTh scope="row">{of.hardware_label}</TableTh>
        <TableTd colSpan={8} c="dimmed">
          {of.reason}
        </TableTd>
      </TableTr>
    );
  }
  return (
    <TableTr>
      <TableTh scope="row">{of.hardware_label}</TableTh>
      <TableTd className={pageClasses.number}>{of.price && <Amount of={of.price} strong />}</TableTd>
      <TableTd className={pageClasses.number}>
        {of.duration_p50_seconds !== null && formatDuration(of.duration_p50_seconds)}
      </TableTd>
      <TableTd />
      <TableTd>{of.promised_finish && <Instant at={of.promised_finish} />}</TableTd>
      <TableTd colSpan={4} />
    </TableTr>
  );
}

/** The numbers of the charts: each number of systems, then GPUs for the same work. */
export function ScalingTable({ rows, planned, offer, gpus }: ScalingTableProps) {
  return (
    <ScrollTable caption="Cost and date over the number of systems" minWidth={56}>
      <TableThead>
        <TableTr>
          <TableTh>Hardware</TableTh>
          {offer && <TableTh className={pageClasses.number}>Price</TableTh>}
          <TableTh className={pageClasses.number}>Time, P50</TableTh>
          <TableTh className={pageClasses.number}>Time, P90</TableTh>
          {offer && <TableTh>Finished by</TableTh>}
          <TableTh className={pageClasses.number}>Speed</TableTh>
          <TableTh className={pageClasses.number}>Efficiency</TableTh>
          <TableTh className={pageClasses.number}>Paid for</TableTh>
          <TableTh>Bound by</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {rows.map((row) => (
          <SystemRow key={row.systems} row={row} planned={planned} offer={offer} />
        ))}
        {offer && gpus.map((each) => <GpuRow key={`${each.system} ${each.devices}`} of={each} />)}
      </TableTbody>
    </ScrollTable>
  );
}
