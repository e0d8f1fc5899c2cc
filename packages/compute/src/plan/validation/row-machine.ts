import { gpuSystems } from "../../hardware/gpu-systems.ts";
import { machineOf, type GpuMachine } from "../gpu/machine.ts";
import type { SoftwareId } from "../gpu/software.ts";
import { cell, notes, type ValidationRow } from "./row.ts";

const rack = { linkDomain: 72, devicesPerNode: 72 } as const;

interface Board {
  readonly name: RegExp;
  /** The catalog system whose board it is, or is nearest to. */
  readonly like: string;
  readonly differs?: Partial<GpuMachine>;
}

/** Boards of the rows, the first whose name matches. **Source** handbook gpu.md section 5. */
const boards: readonly Board[] = [
  {
    name: /V100/,
    like: "dgx-a100-80",
    differs: {
      family: "v100",
      multiprocessors: 80,
      peaks: { fp16: 125e12, fp32: 15.7e12 },
      memoryBandwidth: 900e9,
      linkBandwidth: 150e9,
    },
  },
  { name: /A100/, like: "dgx-a100-80" },
  // Held to 500 W and given slower memory: the clock is assumed to follow the cube root of power.
  { name: /Grand Teton/, like: "dgx-h100", differs: { memoryBandwidth: 2400e9, clockShare: 0.86 } },
  { name: /H800/, like: "dgx-h100", differs: { linkBandwidth: 200e9 } },
  { name: /H200/, like: "dgx-h200" },
  { name: /H100/, like: "dgx-h100" },
  {
    name: /GB300/,
    like: "dgx-b200",
    differs: { ...rack, family: "b300", peaks: { bf16: 2500e12, fp8: 5000e12, fp4: 15000e12 } },
  },
  { name: /GB200/, like: "dgx-b200", differs: { ...rack, peaks: { bf16: 2500e12, fp8: 5000e12, fp4: 10000e12 } } },
  {
    name: /B300/,
    like: "dgx-b200",
    differs: { family: "b300", peaks: { bf16: 2250e12, fp8: 4500e12, fp4: 12600e12 } },
  },
  { name: /B200/, like: "dgx-b200" },
];

function base(hardware: string): GpuMachine | undefined {
  const board = boards.find((entry) => entry.name.test(hardware));
  const system = gpuSystems.find((entry) => entry.id === board?.like);
  return board && system ? { ...machineOf(system), ...board.differs } : undefined;
}

/** Bytes a second of one GPU's share of the network, read from the row's words. */
function networkOf(row: ValidationRow, otherwise: number): number {
  const text = row.interconnect ?? "";
  const total = /\((\d+)Gbps\)/.exec(text);
  const many = /(\d+)x (?:[A-Za-z-]+ )?(?:HDR|NDR|XDR)?(\d+)(?:Gbps)?/.exec(text);
  const perGpu = /(\d+)Gbps(?: [A-Za-z]+)? per GPU/.exec(text);
  const perNode = /(\d+)Gbps(?: [A-Za-z]+)? per node/.exec(text);
  const rail = /(?:NDR|XDR)(\d+)/.exec(text);
  if (total) return (Number(total[1]) / 8 / 8) * 1e9;
  if (many) return ((Number(many[1]) * Number(many[2])) / 8 / 8) * 1e9;
  if (perGpu) return (Number(perGpu[1]) / 8) * 1e9;
  if (perNode) return (Number(perNode[1]) / 8 / 8) * 1e9;
  return rail ? (Number(rail[1]) / 8) * 1e9 : otherwise;
}

/** **Returns** the machine of a row, or undefined for hardware outside the catalog's families. */
export function rowMachine(row: ValidationRow): GpuMachine | undefined {
  const found = base(row.hardware ?? "");
  if (!found) return undefined;
  const memory = cell(row, "gpu_mem_gb");
  // Of the memory named, drivers and error correction leave about 98.5%.
  const usable = memory === undefined ? found.memory : memory * 0.985 * 2 ** 30;
  const slower = found.family === "a100" && (memory ?? 80) <= 40 ? { memoryBandwidth: 1555e9 } : {};
  return { ...found, ...slower, memory: usable, networkBandwidth: networkOf(row, found.networkBandwidth) };
}

const frameworks: readonly (readonly [RegExp, SoftwareId])[] = [
  [/ZeRO-3 without model parallelism|ZeRO-3 \+ tensor/, "deepspeed"],
  [/Megatron-DeepSpeed|BLOOM|vTrain|MT-NLG|NeoX|Pythia/, "megatron-deepspeed"],
  [/llm-foundry|MosaicML/, "fsdp"],
  [/torch.compile|float8/, "fsdp-compiled"],
  [/eager/, "fsdp"],
  [/torchtitan|FSDP2/, "fsdp-compiled"],
  [/nanotron/, "nanotron"],
  [/Megatron-LM (SC21|README)|Korthikanti|OPT/, "megatron-lm"],
  [/SimuMax|Megatron-Core|LLaMA|Llama|TinyLlama/, "megatron-core"],
  [/NeMo|DGX Cloud/, "nemo"],
];

/** **Returns** the framework that ran a row; the source's name counts only as far as it names a framework. */
export function rowSoftware(row: ValidationRow): SoftwareId {
  const text = `${row.source ?? ""}; ${notes(row)}`;
  // Its float8 needs compiled blocks.
  if (/torchtitan/.test(text) && row.dtype !== "fp8" && !/compile|TP/.test(notes(row))) return "fsdp";
  const found = frameworks.find(([pattern]) => pattern.test(text))?.[1] ?? "megatron-core";
  const year = Number(row.year);
  if (found === "megatron-deepspeed" && year >= 2023) return "megatron-deepspeed-2023";
  // NeMo took fused attention from Transformer Engine in 2024; before, it ran Megatron-LM's kernels.
  return found === "nemo" && year <= 2023 ? "megatron-lm" : found;
}
