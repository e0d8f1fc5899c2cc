import { cloudSystems } from "./cloud-systems.ts";
import { curatedFaults, newFaults, nodeOf, restOf, sheet } from "./gpu-node.ts";
import { assumed, quantity, type Quantity } from "./quantity.ts";
import type { FabricLevel, GpuSystem } from "./system.ts";

const recalled = (name: string) => `${sheet(name)}, quoted from memory`;
const researchFaults = "6.50 per 1,000 node-days on Meta's RSC-1, A100 (arXiv 2410.21680)";

const power = (watts: number, name: string): Pick<GpuSystem, "nodePower" | "nodePowerIdle"> => ({
  nodePower: quantity(watts, "W", recalled(name)),
  nodePowerIdle: restOf(watts),
});

const host = (bytes: number, bandwidth: number, drives: number, name: string) => ({
  hostMemory: quantity(bytes, "B", recalled(name)),
  hostMemoryBandwidth: quantity(bandwidth, "B/s", `memory channels of both processors, ${recalled(name)}`),
  storage: quantity(drives, "B", recalled(name)),
});

/** Eight drives of PCI Express 4 write about 4 GB/s each, the newer ones 6. */
const drives = (bandwidth: number): Quantity =>
  assumed(
    bandwidth,
    "B/s",
    "assumed from the drives' own data sheets: striped sequential writes; no published node figure",
  );

const eight = quantity(8, "GPU", "DGX data sheets");
const rails = (name: string): Quantity => quantity(8, "adapter", sheet(name));
const hdr = (name: string): Quantity => quantity(25e9, "B/s", `8 x HDR200 a node, ${sheet(name)}`);
const ndr = (name: string): Quantity => quantity(50e9, "B/s", `8 x NDR400 a node, ${sheet(name)}`);

const dgx2 = nodeOf("v100-sxm2-32", {
  id: "dgx-2",
  label: "DGX-2 (16 x V100)",
  year: 2018,
  devicesPerNode: quantity(16, "GPU", sheet("DGX-2")),
  linkDomain: quantity(16, "GPU", "six NVSwitches, " + sheet("DGX-2")),
  networkBandwidth: quantity(6.25e9, "B/s", "8 x EDR 100 Gb/s over 16 GPUs, " + sheet("DGX-2")),
  rails: rails("DGX-2"),
  ...host(1.5e12, 256e9, 30e12, "DGX-2"),
  storageBandwidth: drives(16e9),
  ...power(10_000, "DGX-2"),
  faultsPerNodeDay: assumed(0.0065, "1/day", "assumed as Meta's A100 nodes: no published figure for this generation"),
});

const a100Node = {
  year: 2020,
  devicesPerNode: eight,
  linkDomain: eight,
  networkBandwidth: hdr("DGX A100"),
  rails: rails("DGX A100"),
  storageBandwidth: drives(25e9),
  ...power(6500, "DGX A100"),
  faultsPerNodeDay: quantity(0.0065, "1/day", researchFaults),
};

const dgxA100Small = nodeOf("a100-sxm-40", {
  ...a100Node,
  id: "dgx-a100-40",
  label: "DGX A100 40 GB",
  ...host(1e12, 409.6e9, 15e12, "DGX A100 320GB"),
});

const dgxA100 = nodeOf("a100-sxm-80", {
  ...a100Node,
  id: "dgx-a100-80",
  label: "DGX A100 80 GB",
  ...host(2e12, 409.6e9, 30e12, "DGX A100 640GB"),
});

const hopperNode = {
  devicesPerNode: eight,
  linkDomain: eight,
  networkBandwidth: ndr("DGX H100"),
  rails: rails("DGX H100"),
  ...host(2e12, 614.4e9, 30.7e12, "DGX H100"),
  storageBandwidth: drives(32e9),
};

const dgxH100 = nodeOf("h100-sxm", {
  ...hopperNode,
  id: "dgx-h100",
  label: "DGX H100",
  year: 2022,
  ...power(10_200, "DGX H100"),
  faultsPerNodeDay: quantity(0.0038, "1/day", curatedFaults),
});

const dgxH200 = nodeOf("h200-sxm", {
  ...hopperNode,
  id: "dgx-h200",
  label: "DGX H200",
  year: 2024,
  ...power(10_200, "DGX H200"),
  faultsPerNodeDay: assumed(0.0038, "1/day", newFaults),
});

const dgxB200 = nodeOf("b200-sxm", {
  ...hopperNode,
  id: "dgx-b200",
  label: "DGX B200",
  year: 2024,
  networkBandwidth: ndr("DGX B200"),
  rails: rails("DGX B200"),
  ...power(14_300, "DGX B200"),
  faultsPerNodeDay: assumed(0.0038, "1/day", newFaults),
});

const dgxB300 = nodeOf("b300-sxm", {
  ...hopperNode,
  id: "dgx-b300",
  label: "DGX B300",
  year: 2025,
  networkBandwidth: quantity(100e9, "B/s", `8 x XDR800 a node, ${recalled("DGX B300")}`),
  rails: rails("DGX B300"),
  ...power(14_000, "DGX B300"),
  faultsPerNodeDay: assumed(0.0038, "1/day", newFaults),
});

const rack = {
  devicesPerNode: quantity(72, "GPU", "one NVLink domain of 18 trays, counted as one node, " + sheet("GB200 NVL72")),
  linkDomain: quantity(72, "GPU", sheet("GB200 NVL72")),
  rails: quantity(72, "adapter", recalled("GB200 NVL72")),
  ...host(17.3e12, 18.4e12, 276e12, "GB200 NVL72"),
  storageBandwidth: drives(400e9),
  // A rack holds 18 trays of 4, of which each is taken to fail half as often as a node of 8.
  faultsPerNodeDay: assumed(0.034, "1/day", `nine times a node of 8: ${newFaults}`),
};

const nvl72 = nodeOf("gb200", {
  ...rack,
  id: "gb200-nvl72",
  label: "GB200 NVL72",
  year: 2024,
  networkBandwidth: quantity(50e9, "B/s", `NDR400 a GPU, ${sheet("GB200 NVL72")}`),
  ...power(120_000, "GB200 NVL72"),
});

const nvl72Ultra = nodeOf("gb300", {
  ...rack,
  id: "gb300-nvl72",
  label: "GB300 NVL72",
  year: 2025,
  networkBandwidth: quantity(100e9, "B/s", `XDR800 a GPU, ${sheet("GB300 NVL72")}`),
  ...power(140_000, "GB300 NVL72"),
});

interface Pod {
  readonly id: string;
  readonly label: string;
  readonly unit: number;
  readonly nodes: number;
}

/** A cluster of published size whose fat tree does not block. */
function superPod(system: GpuSystem, { id, label, unit, nodes }: Pod): GpuSystem {
  const source = `NVIDIA ${label} reference architecture, quoted from memory`;
  const wide = quantity(1, "down/up", `full fat tree, ${source}`);
  const fabric: FabricLevel[] = [
    { nodes: quantity(unit, "node", `scalable unit, ${source}`), oversubscription: wide },
    { nodes: quantity(nodes, "node", source), oversubscription: wide },
  ];
  return { ...system, id, label, fabric, devicesMax: quantity(nodes * system.devicesPerNode.value, "GPU", source) };
}

const superPods: readonly GpuSystem[] = [
  superPod(dgxA100, { id: "superpod-a100", label: "DGX SuperPOD A100", unit: 20, nodes: 140 }),
  superPod(dgxH100, { id: "superpod-h100", label: "DGX SuperPOD H100", unit: 32, nodes: 127 }),
  superPod(dgxH200, { id: "superpod-h200", label: "DGX SuperPOD H200", unit: 32, nodes: 127 }),
  superPod(dgxB200, { id: "superpod-b200", label: "DGX SuperPOD B200", unit: 32, nodes: 127 }),
  superPod(nvl72, { id: "superpod-gb200", label: "DGX SuperPOD GB200", unit: 8, nodes: 128 }),
];

/** GPU systems that can be planned on: NVIDIA's own nodes, oldest first, then SuperPODs, clouds and known clusters. */
export const gpuSystems: readonly GpuSystem[] = [
  dgx2,
  dgxA100Small,
  dgxA100,
  dgxH100,
  dgxH200,
  dgxB200,
  dgxB300,
  nvl72,
  nvl72Ultra,
  ...superPods,
  ...cloudSystems,
];
