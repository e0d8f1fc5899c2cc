import { TableTbody, TableTd, TableTh, TableThead, TableTr } from "@mantine/core";
import { type LongSequenceCell, type LongSequenceRow, parameterCount } from "@ingot/compute";
import { formatBytes } from "../../format/bytes.ts";
import { formatCount, formatScaled, formatSignificant } from "../../format/number.ts";
import pageClasses from "../../page/page.module.css";
import { ScrollTable } from "../../page/scroll-table.tsx";
import { Section } from "../../page/section.tsx";
import { Status } from "../../value/status.tsx";
import classes from "./long-sequence.module.css";
import { MemoryCell } from "./memory-cell.tsx";
import { ratioWords } from "./ratio-words.ts";

const eras = { "2022": "Software of 2022", today: "Software of today" } as const;

function Cell({ cell, most }: { readonly cell: LongSequenceCell; readonly most: number }) {
  return (
    <TableTr>
      <TableTh scope="row" className={classes.who}>
        {cell.hardware}
        <span className={classes.kept}>{cell.software}</span>
      </TableTh>
      <TableTd>
        <Status of={cell.fits ? "succeeded" : "failed"} label={cell.fits ? "Fits" : "Out of memory"} />
      </TableTd>
      <TableTd>
        <MemoryCell cell={cell} most={most} />
      </TableTd>
      <TableTd className={pageClasses.number}>{cell.scoreBytes > 0 ? formatBytes(cell.scoreBytes) : "none"}</TableTd>
      <TableTd className={pageClasses.number}>
        {cell.tokensPerSecond === null ? "–" : formatSignificant(cell.tokensPerSecond)}
      </TableTd>
      <TableTd className={classes.cut}>{cell.layout}</TableTd>
    </TableTr>
  );
}

function EraRows({
  era,
  row,
  most,
}: {
  readonly era: "2022" | "today";
  readonly row: LongSequenceRow;
  readonly most: number;
}) {
  return (
    <>
      <TableTr>
        <TableTh scope="rowgroup" colSpan={6} className={classes.era}>
          {eras[era]}
        </TableTh>
      </TableTr>
      {row.cells
        .filter((cell) => cell.era === era)
        .map((cell) => (
          <Cell key={`${cell.hardware} ${cell.software}`} cell={cell} most={most} />
        ))}
    </>
  );
}

/** One model of the comparison: what fits where, by how much the rest runs out, and how fast what fits is. */
export function ModelSection({ row }: { readonly row: LongSequenceRow }) {
  const { model, sequenceLength, globalBatchSize, cells, ratios } = row;
  const most = Math.max(...cells.flatMap(({ neededBytes, availableBytes }) => [neededBytes, availableBytes])) * 1.02;
  return (
    <Section
      title={model.label}
      hint={`${formatScaled(parameterCount(model).total)} parameters, ${formatCount(sequenceLength)} tokens a sequence, ${formatCount(globalBatchSize)} sequences a step`}
    >
      <ScrollTable caption={`${model.label}: memory and speed`} minWidth={62}>
        <TableThead>
          <TableTr>
            <TableTh>Machine and software</TableTh>
            <TableTh>Fits</TableTh>
            <TableTh className={classes.memory}>Memory of the fullest device</TableTh>
            <TableTh className={pageClasses.number}>Scores held, one layer</TableTh>
            <TableTh className={pageClasses.number}>Tokens/s, one device</TableTh>
            <TableTh>How the work is cut</TableTh>
          </TableTr>
        </TableThead>
        <TableTbody>
          <EraRows era="2022" row={row} most={most} />
          <EraRows era="today" row={row} most={most} />
        </TableTbody>
      </ScrollTable>
      <h3 className={classes.ratios}>One wafer beside one GPU of the same day</h3>
      <ul className={classes.list}>
        {ratios.map((ratio) => (
          <li key={`${ratio.wafer} ${ratio.gpu} ${ratio.era}`}>{ratioWords(ratio)}</li>
        ))}
      </ul>
    </Section>
  );
}
