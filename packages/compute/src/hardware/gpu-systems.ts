import { assumed, quantity, type Quantity } from "./quantity.ts";
import type { GpuSystem } from "./system.ts";

const tables = "stas00/ml-engineering accelerator tables";
const sheet = (name: string) => `NVIDIA ${name} data sheet`;
const fromMemory = (name: string) => `${sheet(name)}, quoted from memory`;

const restShare = "assumed 30% of full load; idle draw of DGX nodes is not published";
const curatedFaults = "419 unexpected interruptions in 54 days on 2,048 H100 nodes (Llama 3, arXiv 2407.21783)";
const researchFaults = "6.50 per 1,000 node-days on Meta's RSC-1, A100 (arXiv 2410.21680)";
const newFaults = "assumed as the H100 fleet of Llama 3: no published figure for this generation";

function power(name: string, watts: number): { nodePower: Quantity; nodePowerIdle: Quantity } {
  return {
    nodePower: quantity(watts, "W", fromMemory(name)),
    nodePowerIdle: assumed(0.3 * watts, "W", restShare),
  };
}

const node = {
  kind: "gpu",
  devicesPerNode: quantity(8, "GPU", "DGX data sheets"),
  linkDomain: quantity(8, "GPU", "DGX data sheets"),
  devicesMax: assumed(16_384, "GPU", "the largest published single training job (Llama 3, arXiv 2407.21783)"),
} as const;

const dgxA100: GpuSystem = {
  ...node,
  id: "dgx-a100-80",
  label: "DGX A100 80 GB",
  family: "a100",
  year: 2020,
  multiprocessors: quantity(108, "SM", sheet("A100")),
  peaks: {
    fp32: quantity(19.5e12, "FLOP/s", sheet("A100")),
    tf32: quantity(156e12, "FLOP/s", sheet("A100")),
    bf16: quantity(312e12, "FLOP/s", tables),
    fp16: quantity(312e12, "FLOP/s", tables),
  },
  memory: quantity(80 * 2 ** 30, "B", sheet("A100 80GB")),
  memoryBandwidth: quantity(2039e9, "B/s", sheet("A100 80GB")),
  linkBandwidth: quantity(300e9, "B/s", "NVLink 3: 600 GB/s both ways, " + tables),
  networkBandwidth: quantity(25e9, "B/s", "8 x HDR200 a node, " + sheet("DGX A100")),
  ...power("DGX A100", 6500),
  faultsPerNodeDay: quantity(0.0065, "1/day", researchFaults),
};

const hopper = {
  ...node,
  family: "h100",
  multiprocessors: quantity(132, "SM", sheet("H100 SXM")),
  peaks: {
    fp32: quantity(67e12, "FLOP/s", sheet("H100 SXM")),
    tf32: quantity(494.7e12, "FLOP/s", sheet("H100 SXM")),
    bf16: quantity(989e12, "FLOP/s", tables),
    fp16: quantity(989e12, "FLOP/s", tables),
    fp8: quantity(1979e12, "FLOP/s", tables),
  },
  linkBandwidth: quantity(450e9, "B/s", "NVLink 4: 900 GB/s both ways, " + tables),
  networkBandwidth: quantity(50e9, "B/s", "8 x NDR400 a node, " + sheet("DGX H100")),
} as const;

const dgxH100: GpuSystem = {
  ...hopper,
  id: "dgx-h100",
  label: "DGX H100",
  year: 2022,
  memory: quantity(80 * 2 ** 30, "B", sheet("H100 SXM")),
  memoryBandwidth: quantity(3350e9, "B/s", tables),
  ...power("DGX H100", 10_200),
  faultsPerNodeDay: quantity(0.0038, "1/day", curatedFaults),
};

const dgxH200: GpuSystem = {
  ...hopper,
  id: "dgx-h200",
  label: "DGX H200",
  year: 2024,
  memory: quantity(143_771 * 2 ** 20, "B", "nvidia-smi of an H200 (141 GB), quoted from memory"),
  memoryBandwidth: quantity(4800e9, "B/s", tables),
  ...power("DGX H200", 10_200),
  faultsPerNodeDay: assumed(0.0038, "1/day", newFaults),
};

const dgxB200: GpuSystem = {
  ...node,
  id: "dgx-b200",
  label: "DGX B200",
  family: "b200",
  year: 2024,
  multiprocessors: quantity(148, "SM", "NVIDIA Blackwell, quoted from memory"),
  peaks: {
    fp32: quantity(75e12, "FLOP/s", fromMemory("HGX B200")),
    tf32: quantity(1125e12, "FLOP/s", fromMemory("HGX B200")),
    bf16: quantity(2250e12, "FLOP/s", tables),
    fp16: quantity(2250e12, "FLOP/s", tables),
    fp8: quantity(4500e12, "FLOP/s", tables),
    fp4: quantity(9000e12, "FLOP/s", tables),
  },
  memory: quantity(183_359 * 2 ** 20, "B", "nvidia-smi of a B200 (180 GB), quoted from memory"),
  memoryBandwidth: quantity(8000e9, "B/s", tables),
  linkBandwidth: quantity(900e9, "B/s", "NVLink 5: 1,800 GB/s both ways, " + tables),
  networkBandwidth: quantity(50e9, "B/s", "8 x NDR400 a node, " + sheet("DGX B200")),
  ...power("DGX B200", 14_300),
  faultsPerNodeDay: assumed(0.0038, "1/day", newFaults),
};

/** GPU nodes that can be chosen, oldest first. */
export const gpuSystems: readonly GpuSystem[] = [dgxA100, dgxH100, dgxH200, dgxB200];
