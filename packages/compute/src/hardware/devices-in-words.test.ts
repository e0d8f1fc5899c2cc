// Guarantee: GPUs are never called machines: 64 GPUs are eight nodes of eight, and a wafer system is one device.
import { expect, it } from "vitest";
import { findSystem } from "./catalog.ts";
import { clusterOfJson } from "./cluster/cluster-of-json.ts";
import { devicesInWords } from "./devices-in-words.ts";

it.each([
  ["dgx-h100", 64, "64 GPUs in 8 DGX H100"],
  ["dgx-h100", 8, "8 GPUs in 1 DGX H100"],
  ["dgx-h100", 4, "4 GPUs of a DGX H100"],
  ["dgx-h100", 1, "1 GPU of a DGX H100"],
  ["dgx-h100", 12, "12 GPUs in 2 DGX H100"],
  ["dgx-h100", 16_384, "16,384 GPUs in 2,048 DGX H100"],
  ["cs-3", 1, "1 Cerebras CS-3"],
  ["cs-3", 16, "16 Cerebras CS-3"],
])("%s, %i devices: %s", (id, devices, words) => {
  const system = findSystem(id);
  expect(system && devicesInWords(system, devices)).toBe(words);
});

it.each([
  [{ name: "Our H100s" }, 64, "64 GPUs in 8 nodes of Our H100s"],
  [{ name: "Our H100s" }, 4, "4 GPUs in 1 node of Our H100s"],
  [{}, 128, "128 GPUs in 16 nodes of 16 x 8 H100 SXM"],
])("%j, %i devices: %s", (name, devices, words) => {
  const found = clusterOfJson({ ...name, device: "h100-sxm", nodes: 16, network: { perDeviceGbps: 400 } });
  if ("refusal" in found) throw new Error("a cluster of H100s is one");
  expect(devicesInWords(found.cluster.system, devices)).toBe(words);
});
