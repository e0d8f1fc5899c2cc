import type { GpuDeviceId } from "./gpu-devices.ts";
import { boardOf, hostBandwidth, newFaults, nodeOf, nodePowerOf, restOf } from "./gpu-node.ts";
import { assumed, quantity } from "./quantity.ts";
import type { FabricLevel, GpuSystem } from "./system.ts";

interface Cloud {
  readonly id: string;
  readonly label: string;
  readonly device: GpuDeviceId;
  readonly year: number;
  readonly gpus?: number;
  /** **Unit** Gb/s of a node, and over how many adapters. */
  readonly gigabits: number;
  readonly adapters: number;
  /** **Unit** GB of the host, TB of local drives. */
  readonly host: number;
  readonly drives?: number;
  readonly most?: number;
  readonly fabric?: readonly FabricLevel[];
  readonly source: string;
}

function cloud(entry: Cloud): GpuSystem {
  const { id, label, year, gpus = 8, gigabits, adapters, host, drives, most, fabric, source } = entry;
  const board = boardOf(entry.device);
  const nodePower = nodePowerOf(gpus, board.power.value);
  const like = "assumed as NVIDIA's own node of these boards: no published figure for this one";
  return nodeOf(entry.device, {
    id,
    label,
    year,
    devicesPerNode: quantity(gpus, "GPU", source),
    linkDomain: quantity(gpus, "GPU", source),
    networkBandwidth: quantity((gigabits / 8 / gpus) * 1e9, "B/s", `${gigabits} Gb/s a node, ${source}`),
    rails: quantity(adapters, "adapter", source),
    hostMemory: quantity(host * 1e9, "B", source),
    hostMemoryBandwidth: assumed(hostBandwidth[board.family], "B/s", like),
    ...(drives === undefined ? {} : { storage: quantity(drives * 1e12, "B", source) }),
    ...(most === undefined ? {} : { devicesMax: quantity(most, "GPU", source) }),
    ...(fabric ? { fabric } : {}),
    nodePower,
    nodePowerIdle: restOf(nodePower.value),
    faultsPerNodeDay: assumed(0.0038, "1/day", newFaults),
  });
}

const recalled = (place: string) => `${place}, quoted from memory`;
const llama3 = "Llama 3 herd of models, arXiv 2407.21783, section 3.3.1";

/** Two nodes a rack, 192 racks a pod that does not block, eight pods behind links seven times narrower. */
const roceFabric: readonly FabricLevel[] = [
  { nodes: quantity(2, "node", llama3), oversubscription: quantity(1, "down/up", llama3) },
  { nodes: quantity(384, "node", llama3), oversubscription: quantity(7, "down/up", llama3) },
];

const clouds: readonly Cloud[] = [
  {
    id: "jean-zay-v100",
    label: "Jean Zay (4 x V100, Omni-Path)",
    device: "v100-sxm2-32",
    year: 2019,
    gpus: 4,
    gigabits: 400,
    adapters: 4,
    host: 192,
    source: recalled("IDRIS, Jean Zay: hardware"),
  },
  {
    id: "jean-zay-a100",
    label: "Jean Zay (8 x A100 80 GB, Omni-Path)",
    device: "a100-sxm-80",
    year: 2022,
    gigabits: 400,
    adapters: 4,
    host: 512,
    most: 416,
    source: "Le Scao et al. 2022, arXiv 2211.05100, section 3.3: 48 nodes and 4 spare ones, 4 x 100 Gb/s Omni-Path",
  },
  {
    id: "mosaic-a100-40",
    label: "MosaicML cloud A100 40 GB",
    device: "a100-sxm-40",
    year: 2022,
    gigabits: 1600,
    adapters: 8,
    host: 1024,
    source: "mosaicml/llm-foundry, scripts/train/benchmarking: 1,600 Gb/s RoCE a node",
  },
  {
    id: "mosaic-a100-80",
    label: "MosaicML cloud A100 80 GB",
    device: "a100-sxm-80",
    year: 2022,
    gigabits: 1600,
    adapters: 8,
    host: 2048,
    source: "mosaicml/llm-foundry, scripts/train/benchmarking: 1,600 Gb/s RoCE a node",
  },
  {
    id: "aws-p4d",
    label: "AWS p4d.24xlarge (A100 40 GB)",
    device: "a100-sxm-40",
    year: 2020,
    gigabits: 400,
    adapters: 4,
    host: 1237,
    drives: 8,
    source: recalled("AWS EC2 P4 instances page: 4 x 100 Gb/s EFA"),
  },
  {
    id: "aws-p4de",
    label: "AWS p4de.24xlarge (A100 80 GB)",
    device: "a100-sxm-80",
    year: 2022,
    gigabits: 400,
    adapters: 4,
    host: 1237,
    drives: 8,
    source: recalled("AWS EC2 P4 instances page: 4 x 100 Gb/s EFA"),
  },
  {
    id: "aws-p5",
    label: "AWS p5.48xlarge (H100)",
    device: "h100-sxm",
    year: 2023,
    gigabits: 3200,
    adapters: 32,
    host: 2199,
    drives: 30.72,
    source: recalled("AWS EC2 P5 instances page: 3,200 Gb/s EFA"),
  },
  {
    id: "aws-p5en",
    label: "AWS p5en.48xlarge (H200)",
    device: "h200-sxm",
    year: 2024,
    gigabits: 3200,
    adapters: 16,
    host: 2199,
    drives: 30.72,
    source: recalled("AWS EC2 P5 instances page: 3,200 Gb/s EFA"),
  },
  {
    id: "aws-p6-b200",
    label: "AWS p6-b200.48xlarge (B200)",
    device: "b200-sxm",
    year: 2025,
    gigabits: 3200,
    adapters: 8,
    host: 2199,
    drives: 30.72,
    source: recalled("AWS EC2 P6 instances page: 3,200 Gb/s EFA"),
  },
  {
    id: "gcp-a3-high",
    label: "Google Cloud A3 High (H100)",
    device: "h100-sxm",
    year: 2023,
    gigabits: 800,
    adapters: 4,
    host: 2010,
    drives: 6,
    source: recalled("Google Cloud, GPU network bandwidth: 4 x 200 Gb/s for GPU traffic"),
  },
  {
    id: "gcp-a3-mega",
    label: "Google Cloud A3 Mega (H100)",
    device: "h100-sxm",
    year: 2024,
    gigabits: 1600,
    adapters: 8,
    host: 2010,
    drives: 6,
    source: recalled("Google Cloud, GPU network bandwidth: 8 x 200 Gb/s for GPU traffic"),
  },
  {
    id: "gcp-a3-ultra",
    label: "Google Cloud A3 Ultra (H200)",
    device: "h200-sxm",
    year: 2024,
    gigabits: 3200,
    adapters: 8,
    host: 3165,
    drives: 12,
    source: recalled("Google Cloud, GPU network bandwidth: 8 x 400 Gb/s RoCE"),
  },
  {
    id: "azure-nd-a100-v4",
    label: "Azure ND A100 v4 (A100 40 GB)",
    device: "a100-sxm-40",
    year: 2021,
    gigabits: 1600,
    adapters: 8,
    host: 966,
    drives: 6.4,
    source: recalled("Microsoft Learn, ND A100 v4 series: 8 x HDR200"),
  },
  {
    id: "azure-nd-h100-v5",
    label: "Azure ND H100 v5",
    device: "h100-sxm",
    year: 2023,
    gigabits: 3200,
    adapters: 8,
    host: 2040,
    drives: 28,
    source: recalled("Microsoft Learn, ND H100 v5 series: 8 x NDR400"),
  },
  {
    id: "meta-roce-24k",
    label: "Meta RoCE cluster (24,576 x H100)",
    device: "h100-sxm",
    year: 2024,
    gigabits: 3200,
    adapters: 8,
    host: 2199,
    most: 24_576,
    fabric: roceFabric,
    source: llama3,
  },
  {
    id: "grand-teton-500w",
    label: "Grand Teton (H100 96 GB, 500 W)",
    device: "h100-sxm-96-500w",
    year: 2023,
    gigabits: 3200,
    adapters: 8,
    host: 2199,
    source: "pytorch/torchtitan benchmarks: 400 Gb/s RDMA a GPU; host quoted from memory",
  },
  {
    id: "h800-node",
    label: "8 x H800 node",
    device: "h800-sxm",
    year: 2023,
    gigabits: 3200,
    adapters: 8,
    host: 1024,
    source: "DeepSeek-V3, arXiv 2412.19437, section 3.1: 8 x H800 a node, InfiniBand; NDR400 quoted from memory",
  },
  {
    id: "a100-pcie-node",
    label: "8 x A100 PCIe 80 GB node",
    device: "a100-pcie-80",
    year: 2021,
    gigabits: 400,
    adapters: 2,
    host: 1024,
    source: recalled("a common certified server: 2 x HDR200"),
  },
  {
    id: "h100-pcie-node",
    label: "8 x H100 PCIe node",
    device: "h100-pcie",
    year: 2023,
    gigabits: 800,
    adapters: 4,
    host: 1024,
    source: recalled("a common certified server: 4 x HDR200"),
  },
];

/** Nodes of clouds, and clusters of published runs. */
export const cloudSystems: readonly GpuSystem[] = clouds.map(cloud);
