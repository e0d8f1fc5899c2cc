import type { HardwareSystem } from "./system.ts";

/** **Returns** a number with its thousands separated, e.g. `16,384`, `1,246.5`. **Range** written without an exponent. */
export const grouped = (value: number | string): string =>
  String(value).replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ",");

/**
 * So many devices of a system for people: "64 GPUs in 8 DGX H100", "4 GPUs of a DGX H100", "2 Cerebras CS-3".
 * **Range** whole numbers from 1; a wafer system is one device.
 */
export function devicesInWords(system: HardwareSystem, devices: number): string {
  if (system.kind === "wafer") return `${grouped(devices)} ${system.label}`;
  const gpus = `${grouped(devices)} ${devices === 1 ? "GPU" : "GPUs"}`;
  if (devices < system.devicesPerNode.value) return `${gpus} of a ${system.label}`;
  return `${gpus} in ${grouped(Math.ceil(devices / system.devicesPerNode.value))} ${system.label}`;
}
