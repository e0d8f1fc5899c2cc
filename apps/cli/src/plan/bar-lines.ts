import type { MemoryPart, WaterfallBar } from "@ingot/compute";
import { bar, duration } from "../text.ts";
import { cut, percent, type Ink, type Paper } from "./paper.ts";

const exchange = new Set([
  "tensor",
  "sequence",
  "expert",
  "context",
  "pipeline",
  "gradients",
  "parameters",
  "offload",
  "stream",
  "broadcast",
  "reduce",
  "host",
]);
const waiting = new Set(["bubble", "straggler", "launch", "overhead"]);

const inkOf = (cause: string): Ink => (waiting.has(cause) ? "yellow" : exchange.has(cause) ? "blue" : "green");

interface Columns {
  readonly label: number;
  readonly drawn: number;
}

/** The label gets what it needs, the drawing what remains of the line beside its figures. */
function columnsOf(labels: readonly string[], figures: number, { width }: Paper): Columns {
  const drawn = (label: number): number => width - 2 - label - 2 - figures;
  const widest = Math.max(...labels.map((label) => label.length));
  const label = drawn(widest) >= 10 ? widest : Math.max(8, widest - (10 - drawn(widest)));
  return { label, drawn: Math.max(6, Math.min(40, drawn(label))) };
}

/** Share of a step below which a cause is not worth a line. */
const least = 5e-5;

/** Each bar begins where the one before ended, so that the last one ends at the step time. */
export function waterfallLines(all: readonly WaterfallBar[], stepTime: number, paper: Paper): string[] {
  const bars = all.filter((each) => Math.max(each.secondsExposed, each.secondsHidden) > least * stepTime);
  const notes = bars.map(({ secondsHidden }) => (secondsHidden > 0 ? `${duration(secondsHidden)} hidden` : ""));
  const room = paper.width >= 72 ? Math.max(0, ...notes.map((note) => note.length)) : 0;
  const figures = 8 + 2 + 7 + (room > 0 ? room + 2 : 0) + 2;
  const { label, drawn } = columnsOf(
    bars.map((each) => each.label),
    figures,
    paper,
  );
  let before = 0;
  return bars.map(({ label: name, cause, secondsExposed }, at) => {
    const start = Math.min(drawn - 1, Math.floor((before / stepTime) * drawn));
    before += secondsExposed;
    const block = bar(secondsExposed / stepTime, drawn) || (secondsExposed > 0 ? "▏" : "");
    const rest = " ".repeat(Math.max(0, drawn - start - block.length));
    const picture = `${" ".repeat(start)}${paper.paint(inkOf(cause), block.slice(0, drawn - start))}${rest}`;
    const share = percent(secondsExposed / stepTime).padStart(7);
    const note = room > 0 ? `  ${(notes[at] ?? "").padStart(room)}` : "";
    return `  ${cut(name, label)}  ${picture}  ${duration(secondsExposed).padStart(8)}  ${share}${note}`.trimEnd();
  });
}

/** Memory by kind on the fullest device, the scale being all there is. */
export function memoryLines(parts: readonly MemoryPart[], available: number, paper: Paper): string[] {
  const rows = parts.filter(({ bytes }) => bytes > 0);
  const used = rows.reduce((sum, { bytes }) => sum + bytes, 0);
  const { label, drawn } = columnsOf([...rows.map((each) => each.label), "Free"], 22, paper);
  const line = (name: string, size: number, ink: Ink): string => {
    const block = bar(size / available, drawn);
    const picture = `${paper.paint(ink, block)}${" ".repeat(drawn - block.length)}`;
    return `  ${cut(name, label)}  ${picture}  ${gibibytes(size).padStart(10)}  ${percent(size / available).padStart(7)}`;
  };
  return [
    ...rows.map(({ label: name, bytes: size }) => line(name, size, "cyan")),
    line("Free", Math.max(0, available - used), "dim"),
  ];
}

const oneDecimal = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Memory is sold and counted in powers of two. */
export const gibibytes = (size: number): string => `${oneDecimal.format(size / 2 ** 30)} GiB`;
