import type { HardwareSystem } from "./system.ts";

/** **Returns** a number with its thousands separated, e.g. `16,384`, `1,246.5`. **Range** written without an exponent. */
export const grouped = (value: number | string): string =>
  String(value).replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ",");

/** **Returns** so many of something whose name takes an s, e.g. `1 layer`, `1,024 GPUs`. */
export const countOf = (count: number, noun: string): string => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;

/**
 * So many devices of a system for people: "64 GPUs in 8 DGX H100", "4 GPUs of a DGX H100", "16 GPUs in 2 nodes of Our
 * H100s", "2 Cerebras CS-3".
 * **Range** whole numbers from 1; a wafer system is one device.
 */
export function devicesInWords(system: HardwareSystem, devices: number): string {
  if (system.kind === "wafer") return `${grouped(devices)} ${system.label}`;
  const gpus = countOf(devices, "GPU");
  const nodes = Math.ceil(devices / system.devicesPerNode.value);
  if (system.labels === "cluster") return `${gpus} in ${countOf(nodes, "node")} of ${system.label}`;
  if (devices < system.devicesPerNode.value) return `${gpus} of a ${system.label}`;
  return `${gpus} in ${grouped(nodes)} ${system.label}`;
}
