import type { Admission, ErrorSummary, MacroSummary, ScoredRow, ValidationReport } from "@ingot/compute";
import { facts, table } from "./text.ts";

const figure = (value: number): string => String(Number(value.toPrecision(4)));
const percent = (value: number): string => (Number.isFinite(value) ? value.toFixed(1) : "-");
const signed = (value: number): string => `${value > 0 && Number.isFinite(value) ? "+" : ""}${percent(value)}`;

const rowLine = (row: ScoredRow): string[] => [
  row.id,
  row.metric,
  figure(row.measured),
  figure(row.predicted),
  signed(row.errorPercent),
];

const sums = (sum: ErrorSummary): string[] => [
  percent(sum.meanPercent),
  percent(sum.medianPercent),
  percent(sum.p90Percent),
  signed(sum.biasPercent),
];

const macroLine = (name: string, sum: MacroSummary | null): string[][] =>
  sum === null ? [] : [[name, String(sum.rows), percent(sum.macroMeanPercent), ...sums(sum)]];

const plainLine = (name: string, sum: ErrorSummary | null): string[][] =>
  sum === null ? [] : [[name, String(sum.rows), "-", ...sums(sum)]];

function admissionLine({ ran, admitted, outOfMemory, refused }: Admission): string {
  const share = ran === 0 ? "none" : `${admitted} of ${ran} rows that ran (${percent((100 * admitted) / ran)} %)`;
  return `admitted ${share}; refused ${outOfMemory === 0 ? "none" : `${refused} of ${outOfMemory} rows out of memory`}`;
}

function waferLine({ rows, medianPercent, medianInterval }: NonNullable<ValidationReport["wafers"]>): string {
  const { from, to, confidence } = medianInterval;
  const sure = `${percent(100 * confidence)} % sure`;
  return `median error ${percent(medianPercent)} % over ${rows} measured rows; that of such rows is between ${percent(from)} and ${percent(to)} % (${sure})`;
}

function leftOutLine(leftOut: NonNullable<NonNullable<ValidationReport["wafers"]>["leftOut"]>): string {
  const { medianPercent, medianInterval, worstPercent, fittedMedianPercent, rows } = leftOut;
  const { from, to, confidence } = medianInterval;
  return `median error ${percent(medianPercent)} %, worst ${percent(worstPercent)} %, each of ${rows} rows with both constants fitted on the others; such rows' median is between ${percent(from)} and ${percent(to)} % (${percent(100 * confidence)} % sure). Fitted on all of them: ${percent(fittedMedianPercent)} %`;
}

type Wafers = NonNullable<ValidationReport["wafers"]>;

const generationLine = ({ newer, older, model, measured, predicted, errorPercent }: Wafers["generations"][number]) =>
  `${model}, ${newer} over ${older}: measured ${figure(measured)}, predicted ${figure(predicted)} (${signed(errorPercent)} %)`;

/** Micro batches are published of other models than the file's: they are checked beside it. */
function microbatchLines(microbatches: Wafers["microbatches"]): string[] {
  return [
    "",
    "Micro batches on CS-2 as published (arXiv 2304.03208), to which nothing was fitted:",
    ...table(
      ["MODEL", "SYSTEMS>", "BATCH>", "PUBLISHED>", "PREDICTED>", "ERROR %>"],
      microbatches.map((each) => [
        each.model,
        String(each.systems),
        String(each.batch),
        String(each.published),
        String(each.predicted),
        signed(each.errorPercent),
      ]),
    ),
  ];
}

function worstOf(rows: readonly ScoredRow[]): string {
  const timed = rows.toSorted((left, right) => Math.abs(right.errorPercent) - Math.abs(left.errorPercent));
  const [worst] = timed;
  return worst ? `${worst.id} ${signed(worst.errorPercent)} % (${worst.metric})` : "none";
}

/** A report as a person reads it: rows, rows not expressed, sources, sums. Errors of time are positive when too slow. */
export function reportLines(report: ValidationReport): string[] {
  const sources = report.sources.map((source) => [
    source.source,
    String(source.rows),
    ...sums(source),
    source.constantUtilization ? percent(source.constantUtilization.meanPercent) : "-",
  ]);
  return [
    ...table(["ROW", "METRIC", "MEASURED>", "PREDICTED>", "ERROR %>"], report.rows.map(rowLine)),
    "",
    `${report.unsupported.length} ${report.unsupported.length === 1 ? "row is" : "rows are"} not predicted:`,
    ...table(
      ["ROW", "METRIC", "REASON"],
      report.unsupported.map(({ id, metric, reason }) => [id, metric, reason]),
    ),
    "",
    "Error of step time by source, % (recalled values and whole runs left out):",
    ...table(["SOURCE", "ROWS>", "MEAN>", "MEDIAN>", "P90>", "BIAS>", "CONSTANT MFU, MEAN>"], sources),
    "",
    ...table(
      ["ERROR, %", "ROWS>", "MACRO MEAN>", "MEAN>", "MEDIAN>", "P90>", "BIAS>"],
      [
        ...macroLine("step time", report.time),
        ...macroLine("step time, constant MFU of the other groups", report.constantUtilization),
        ...plainLine("step time, wafers alone", report.wafers),
        ...plainLine("step time, whole models on wafers", report.pipelined),
        ...macroLine("memory", report.memory),
        ...plainLine("whole runs, one goodput", report.wholeRuns),
        ...plainLine("recalled values and list prices", report.recalled),
      ],
    ),
    "",
    ...facts([
      ["Fits", admissionLine(report.admission)],
      ...(report.wafers ? [["Wafers", waferLine(report.wafers)] as const] : []),
      ...(report.wafers?.leftOut ? [["Left out", leftOutLine(report.wafers.leftOut)] as const] : []),
      ...(report.wafers?.generations ?? []).map((each) => ["Generations", generationLine(each)] as const),
      ["Worst row", worstOf(report.rows.filter((row) => row.metric !== "fits"))],
    ]),
    ...(report.wafers ? microbatchLines(report.wafers.microbatches) : []),
  ];
}
