import { assumed, quantity, type Quantity } from "./quantity.ts";
import type { GpuDevice } from "./system.ts";

const tables = "stas00/ml-engineering accelerator tables";
const sheet = (name: string) => `NVIDIA ${name} data sheet`;
const recalled = (name: string) => `${sheet(name)}, quoted from memory`;

const tera = (value: number, source: string): Quantity => quantity(value * 1e12, "FLOP/s", source);
const gigabytes = (value: number, source: string): Quantity => quantity(value * 1e9, "B/s", source);
const watts = (value: number, source: string): Quantity => quantity(value, "W", source);
/** PCI Express x16, each way: 15.75, 31.5 and 63 GB/s after coding. */
const pcie = (generation: 3 | 4 | 5): Quantity =>
  gigabytes({ 3: 15.75, 4: 31.5, 5: 63 }[generation], `PCI Express ${generation}.0 x16 base specification, each way`);
const grace = gigabytes(450, "NVLink-C2C to Grace: 900 GB/s both ways, " + sheet("GB200 NVL72"));

const volta = {
  family: "v100",
  multiprocessors: quantity(80, "SM", "NVIDIA Tesla V100 architecture white paper"),
  peaks: { fp32: tera(15.7, sheet("V100")), fp16: tera(125, sheet("V100")) },
  memoryBandwidth: gigabytes(900, sheet("V100")),
  linkBandwidth: gigabytes(150, "NVLink 2: 300 GB/s both ways, " + sheet("V100")),
  hostLinkBandwidth: pcie(3),
  power: watts(300, sheet("V100")),
} as const;

const ampere = {
  family: "a100",
  multiprocessors: quantity(108, "SM", sheet("A100")),
  peaks: {
    fp32: tera(19.5, sheet("A100")),
    tf32: tera(156, sheet("A100")),
    bf16: tera(312, tables),
    fp16: tera(312, tables),
  },
  hostLinkBandwidth: pcie(4),
} as const;

const ampereSxm = {
  ...ampere,
  linkBandwidth: gigabytes(300, "NVLink 3: 600 GB/s both ways, " + tables),
  power: watts(400, sheet("A100")),
} as const;

const hopper = {
  family: "h100",
  multiprocessors: quantity(132, "SM", sheet("H100 SXM")),
  peaks: {
    fp32: tera(67, sheet("H100 SXM")),
    tf32: tera(494.7, sheet("H100 SXM")),
    bf16: tera(989, tables),
    fp16: tera(989, tables),
    fp8: tera(1979, tables),
  },
  linkBandwidth: gigabytes(450, "NVLink 4: 900 GB/s both ways, " + tables),
  inSwitchReduction: true,
  hostLinkBandwidth: pcie(5),
  power: watts(700, sheet("H100 SXM")),
} as const;

const blackwell = {
  multiprocessors: quantity(148, "SM", "NVIDIA Blackwell, quoted from memory"),
  memoryBandwidth: gigabytes(8000, tables),
  linkBandwidth: gigabytes(900, "NVLink 5: 1,800 GB/s both ways, " + tables),
  inSwitchReduction: true,
} as const;

const hgxPeaks = {
  fp32: tera(75, recalled("HGX B200")),
  tf32: tera(1125, recalled("HGX B200")),
  bf16: tera(2250, tables),
  fp16: tera(2250, tables),
  fp8: tera(4500, tables),
};
const rackPeaks = {
  fp32: tera(80, recalled("GB200 NVL72")),
  tf32: tera(1250, recalled("GB200 NVL72")),
  bf16: tera(2500, tables),
  fp16: tera(2500, tables),
  fp8: tera(5000, tables),
};

const memory = (gibibytes: number, source: string): Quantity => quantity(gibibytes * 2 ** 30, "B", source);
const seen = (mebibytes: number, name: string): Quantity =>
  quantity(mebibytes * 2 ** 20, "B", `nvidia-smi of ${name}, quoted from memory`);

/** GPU boards, oldest first. Peaks are dense; a data sheet's sparse ones are halved. */
export const gpuDevices = [
  { ...volta, id: "v100-sxm2-16", label: "V100 SXM2 16 GB", memory: memory(16, sheet("V100")) },
  { ...volta, id: "v100-sxm2-32", label: "V100 SXM2 32 GB", memory: memory(32, sheet("V100")) },
  {
    ...ampereSxm,
    id: "a100-sxm-40",
    label: "A100 SXM 40 GB",
    memory: memory(40, sheet("A100 40GB")),
    memoryBandwidth: gigabytes(1555, sheet("A100 40GB")),
  },
  {
    ...ampereSxm,
    id: "a100-sxm-80",
    label: "A100 SXM 80 GB",
    memory: memory(80, sheet("A100 80GB")),
    memoryBandwidth: gigabytes(2039, sheet("A100 80GB")),
  },
  {
    ...ampere,
    id: "a100-pcie-40",
    label: "A100 PCIe 40 GB",
    memory: memory(40, sheet("A100 40GB PCIe")),
    memoryBandwidth: gigabytes(1555, sheet("A100 40GB PCIe")),
    linkBandwidth: pcie(4),
    power: watts(250, sheet("A100 40GB PCIe")),
  },
  {
    ...ampere,
    id: "a100-pcie-80",
    label: "A100 PCIe 80 GB",
    memory: memory(80, sheet("A100 80GB PCIe")),
    memoryBandwidth: gigabytes(1935, sheet("A100 80GB PCIe")),
    linkBandwidth: pcie(4),
    power: watts(300, sheet("A100 80GB PCIe")),
  },
  {
    ...hopper,
    id: "h100-sxm",
    label: "H100 SXM",
    memory: memory(80, sheet("H100 SXM")),
    memoryBandwidth: gigabytes(3350, tables),
  },
  {
    id: "h100-pcie",
    label: "H100 PCIe",
    family: "h100",
    multiprocessors: quantity(114, "SM", sheet("H100 PCIe")),
    peaks: {
      fp32: tera(51, sheet("H100 PCIe")),
      tf32: tera(378, sheet("H100 PCIe")),
      bf16: tera(756, sheet("H100 PCIe")),
      fp16: tera(756, sheet("H100 PCIe")),
      fp8: tera(1513, sheet("H100 PCIe")),
    },
    memory: memory(80, sheet("H100 PCIe")),
    memoryBandwidth: gigabytes(2000, sheet("H100 PCIe")),
    linkBandwidth: pcie(5),
    hostLinkBandwidth: pcie(5),
    power: watts(350, sheet("H100 PCIe")),
  },
  {
    ...hopper,
    id: "h100-sxm-96-500w",
    label: "H100 96 GB HBM2e, 500 W (Grand Teton)",
    memory: memory(96, "pytorch/torchtitan benchmarks: H100 of 96 GB HBM2e held to 500 W"),
    memoryBandwidth: gigabytes(2400, "pytorch/torchtitan benchmarks: HBM2e of 2.4 TB/s"),
    clockShare: assumed(
      0.86,
      "1",
      "assumed: the clock follows the cube root of power beyond a fixed draw, 500 of 700 W",
    ),
    power: watts(500, "pytorch/torchtitan benchmarks: H100 held to 500 W"),
  },
  {
    ...hopper,
    id: "h800-sxm",
    label: "H800 SXM",
    memory: memory(80, recalled("H800")),
    memoryBandwidth: gigabytes(3350, recalled("H800")),
    linkBandwidth: gigabytes(
      200,
      "NVLink cut to 400 GB/s both ways, DeepSeek-V3, arXiv 2505.09343, quoted from memory",
    ),
  },
  {
    ...hopper,
    id: "h200-sxm",
    label: "H200 SXM",
    memory: seen(143_771, "an H200 (141 GB)"),
    memoryBandwidth: gigabytes(4800, tables),
  },
  {
    ...blackwell,
    id: "b200-sxm",
    label: "B200 SXM",
    family: "b200",
    peaks: { ...hgxPeaks, fp4: tera(9000, tables) },
    memory: seen(183_359, "a B200 (180 GB)"),
    hostLinkBandwidth: pcie(5),
    power: watts(1000, recalled("HGX B200")),
  },
  {
    ...blackwell,
    id: "gb200",
    label: "GB200",
    family: "b200",
    peaks: { ...rackPeaks, fp4: tera(10_000, tables) },
    memory: quantity(186e9, "B", tables),
    hostLinkBandwidth: grace,
    power: watts(1200, recalled("GB200 NVL72")),
  },
  {
    ...blackwell,
    id: "b300-sxm",
    label: "B300 SXM",
    family: "b300",
    peaks: { ...hgxPeaks, fp4: tera(12_600, tables) },
    memory: quantity(288e9, "B", tables),
    hostLinkBandwidth: pcie(5),
    power: watts(1100, recalled("HGX B300")),
  },
  {
    ...blackwell,
    id: "gb300",
    label: "GB300",
    family: "b300",
    peaks: { ...rackPeaks, fp4: tera(15_000, tables) },
    memory: quantity(288e9, "B", tables),
    hostLinkBandwidth: grace,
    power: watts(1400, recalled("GB300 NVL72")),
  },
] as const satisfies readonly GpuDevice[];

/** Name of a board of the catalog. */
export type GpuDeviceId = (typeof gpuDevices)[number]["id"];

/** **Returns** the board of that id, or undefined. */
export const findDevice = (id: string): GpuDevice | undefined => gpuDevices.find((device) => device.id === id);
