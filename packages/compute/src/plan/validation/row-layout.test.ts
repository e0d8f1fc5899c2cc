// Guarantee: what a row leaves open of its layout is filled as its framework fills it.
import { describe, expect, it } from "vitest";
import { readRow } from "./predict-gpu.ts";

const run = {
  id: "a",
  source: "a log",
  hardware: "8x A100 SXM nodes",
  gpus: "384",
  gpu_mem_gb: "80",
  model: "GPT",
  hidden: "14336",
  heads: "112",
  vocab: "250880",
  seq_len: "2048",
  dtype: "bf16",
  global_batch: "2048",
  micro_batch: "2",
  tp: "4",
  pp: "12",
  vpp: "1",
  dp: "8",
  recompute: "full",
  measured_metric: "step_s",
  measured_value: "105",
  notes: "Megatron-DeepSpeed",
  year: "2022",
};

const ends = (changes: Partial<typeof run> & { layers: string }) => {
  const reading = readRow({ ...run, ...changes });
  if (typeof reading === "string") throw new Error(reading);
  return reading.layouts.map(({ firstStageLayers, lastStageLayers }) => [firstStageLayers, lastStageLayers]);
};

describe("stages of Megatron-DeepSpeed", () => {
  it("count each table as a layer where the layers alone do not divide: BLOOM's 70 over 12 stages are 5, 6, ..., 5", () => {
    expect(ends({ layers: "70" })).toEqual([[5, 5]]);
  });

  it("are even where they can be, and left open where neither divides or another framework cuts", () => {
    expect(ends({ layers: "72" })).toEqual([[undefined, undefined]]);
    expect(ends({ layers: "78" })).toEqual([[undefined, undefined]]);
    for (const [first, last] of ends({ layers: "70", notes: "Megatron-Core" }))
      expect([first, last]).toEqual([undefined, undefined]);
  });
});

describe("a mixture whose preset is not known", () => {
  const mixture = {
    ...run,
    hardware: "GB300 NVL72",
    gpu_mem_gb: "288",
    model: "DeepSeek-V3",
    layers: "61",
    experts: "256",
    topk: "8",
    pp: "1",
    tp: "1",
    dp: "384",
    ep: "32",
  };
  const read = (container: string, rest: string) => {
    const reading = readRow({ ...mixture, notes: `NeMo container ${container}; ${rest}` });
    if (typeof reading === "string") throw new Error(reading);
    return [reading.work.graphs, reading.layouts[0]?.overlapExperts];
  };

  it("ran as the presets of its release do: since 26.06 with graphs and the exchange hidden, neither before", () => {
    expect(read("26.06", "recompute not stated")).toEqual([true, true]);
    expect(read("25.11", "recompute not stated")).toEqual([false, false]);
    expect(read("26.06", "recompute from the public preset")).toEqual([false, false]);
    expect(read("25.11", "expert all-to-all overlapped; CUDA graphs")).toEqual([true, true]);
  });
});
