import { fromWire, toReadable } from "@ingot/units";

/** Columns as wide as their widest cell; columns whose heading ends in ">" are set to the right. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const titles = headings.map((heading) => heading.replace(/>$/, ""));
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return headings[column]?.endsWith(">") ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  if (rows.length === 0) return ["(none)"];
  return [line(titles), ...rows.map(line)];
}

/** Facts one under the other. */
export function facts(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

export const money = (wire: { readonly amount: string; readonly currency: string }): string =>
  toReadable(fromWire(wire));

export const instant = (iso: string | null): string =>
  iso === null ? "-" : `${iso.slice(0, 16).replace("T", " ")} UTC`;

const group = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
export const count = (value: number): string => group.format(value);

/** **Returns** a number and what there are so many of, e.g. `1 step`, `38,386 steps`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

const largeSteps = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** A large count in three figures, e.g. 120B. */
export function large(value: number): string {
  const [size, letter] = largeSteps.find(([least]) => Math.abs(value) >= least) ?? [1, ""];
  return `${Number((value / size).toPrecision(3))}${letter}`;
}

export function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  return `${Number((value / 1000 ** step).toPrecision(3))} ${units[step]}`;
}

/** A span in the two units that matter. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Number((seconds * 1000).toPrecision(3))} ms`;
  if (seconds < 120) return `${Number(seconds.toPrecision(3))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(seconds / 3600);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** The time of a step: minutes with their seconds, which a rounded minute would hide. */
export function stepDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (seconds < 120 || whole >= 3600) return duration(seconds);
  const rest = whole % 60;
  return `${Math.floor(whole / 60)} min${rest === 0 ? "" : ` ${rest} s`}`;
}

const parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of eighths of a block; the longest of a group has the full width. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, share)) * width * 8);
  const part = parts[eighths % 8] ?? "";
  return "█".repeat(Math.floor(eighths / 8)) + part;
}
