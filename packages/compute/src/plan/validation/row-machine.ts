import { gpuSystems } from "../../hardware/gpu-systems.ts";
import { machineOf, type GpuMachine } from "../gpu/machine.ts";
import type { SoftwareId } from "../gpu/software.ts";
import { cell, notes, type ValidationRow } from "./row.ts";

/** Words of a row's hardware, and the catalog system of those boards; the first that match decide. */
const systems: readonly (readonly [words: RegExp, system: string])[] = [
  [/V100/, "dgx-2"],
  [/A100/, "dgx-a100-80"],
  [/Grand Teton/, "grand-teton-500w"],
  [/H800/, "h800-node"],
  [/H200/, "dgx-h200"],
  [/H100/, "dgx-h100"],
  [/GB300/, "gb300-nvl72"],
  [/GB200/, "gb200-nvl72"],
  [/B300/, "dgx-b300"],
  [/B200/, "dgx-b200"],
];

function systemOf(hardware: string, memory: number | undefined): GpuMachine | undefined {
  const named = systems.find(([words]) => words.test(hardware))?.[1];
  const id = named === "dgx-a100-80" && (memory ?? 80) <= 40 ? "dgx-a100-40" : named;
  const system = gpuSystems.find((entry) => entry.id === id);
  return system && machineOf(system);
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
  const memory = cell(row, "gpu_mem_gb");
  const found = systemOf(row.hardware ?? "", memory);
  if (!found) return undefined;
  // Of the memory named, drivers and error correction leave about 98.5 %.
  const usable = memory === undefined ? found.memory : memory * 0.985 * 2 ** 30;
  return { ...found, memory: usable, networkBandwidth: networkOf(row, found.networkBandwidth) };
}

const frameworks: readonly (readonly [RegExp, SoftwareId])[] = [
  [/DualPipe/, "hai-llm"],
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
