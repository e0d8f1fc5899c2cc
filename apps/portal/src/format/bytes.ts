import { formatCount, formatSignificant } from "./number.ts";

const units = [
  { from: 1e15, unit: "PB" },
  { from: 1e12, unit: "TB" },
  { from: 1e9, unit: "GB" },
  { from: 1e6, unit: "MB" },
  { from: 1e3, unit: "kB" },
] as const;

/** Bytes in powers of ten, as storage is sold: `72.6 GB`. */
export function formatBytes(value: number): string {
  const scale = units.find(({ from }) => Math.abs(value) >= from);
  return scale ? `${formatSignificant(value / scale.from)} ${scale.unit}` : `${formatCount(value)} B`;
}

/** Bytes of a device's memory in powers of two, as memory is sold: `49.9 GiB` of an 80 GiB board. */
export function formatMemory(value: number): string {
  if (value >= 2 ** 30) return `${formatSignificant(value / 2 ** 30)} GiB`;
  return value >= 2 ** 20 ? `${formatSignificant(value / 2 ** 20)} MiB` : formatBytes(value);
}
