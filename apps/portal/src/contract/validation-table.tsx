import { TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { Contract } from "../api/outputs.ts";
import { formatSignificant } from "../format/number.ts";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";

/** Scores on each slice of the evaluation set. */
export function ValidationTable({ validation }: { readonly validation: Contract["validation"] }) {
  if (validation.length === 0) return <Text c="dimmed">Scored after training, before delivery.</Text>;
  return (
    <ScrollTable caption="Validation results" minWidth={18}>
      <TableThead>
        <TableTr>
          <TableTh>Slice</TableTh>
          <TableTh className={pageClasses.number}>Loss, nats a token</TableTh>
          <TableTh className={pageClasses.number}>Perplexity</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {validation.map((row) => (
          <TableTr key={row.slice}>
            <TableTd>{row.slice}</TableTd>
            <TableTd className={pageClasses.number}>{formatSignificant(row.loss, 4)}</TableTd>
            <TableTd className={pageClasses.number}>{formatSignificant(row.perplexity, 4)}</TableTd>
          </TableTr>
        ))}
      </TableTbody>
    </ScrollTable>
  );
}
