// Guarantee: a collective takes NCCL's fastest algorithm, and a group sees the bandwidth of the level that it spans.
import { describe, expect, it } from "vitest";
import { findSystem } from "../../hardware/catalog.ts";
import { findModel } from "../../model/catalog.ts";
import { familyCalibration } from "./calibration.ts";
import { allReduce, allReduceSeconds, exchangeSeconds, gatherSeconds, rankGroup, sendSeconds } from "./collective.ts";
import { machineOf, type GpuMachine } from "./machine.ts";
import { softwareCatalog } from "./software.ts";
import { workload, type GpuWorkload } from "./workload.ts";

/** A workload whose links reach their full bandwidth, with starts of 10 and 20 microseconds. */
function ideal(system: string, changes: Partial<GpuMachine> = {}): GpuWorkload {
  const found = findSystem(system);
  const model = findModel("gpt2");
  if (found?.kind !== "gpu" || !model) throw new Error(`${system} is a GPU system of the catalog`);
  const family = familyCalibration[found.family];
  return workload({
    model,
    sequenceLength: 1024,
    globalBatchSize: 1024,
    dtype: "fp16",
    machine: { ...machineOf(found), ...changes },
    software: softwareCatalog["megatron-core"],
    devices: 4096,
    family: { ...family, link: 1, network: 1, linkLatency: 10e-6, networkLatency: 20e-6 },
  });
}

const gigabyte = 1e9;

describe("groups in racks of 72", () => {
  const lies = (devices: number, ranks: number) => {
    const work = { ...ideal("gb200-nvl72"), devices };
    return rankGroup(work, ranks, 1).perDomain;
  };

  it("lie inside one where devices are left over, and across two where every rack is used in full", () => {
    expect(lies(1024, 64)).toBe(64);
    expect(lies(72, 64)).toBe(64);
    expect(lies(1152, 64)).toBe(32);
    expect(lies(1152, 8)).toBe(8);
    expect(lies(1152, 72)).toBe(72);
  });
});

describe("allReduce", () => {
  it("is a ring on 8 A100: 2 (n-1)/n of the data over NVLink, and its start", () => {
    const work = ideal("dgx-a100-80");
    const found = allReduce(work, rankGroup(work, 8, 1), gigabyte);
    expect(found.algorithm).toBe("ring");
    // NCCL's Simple protocol: 8.4 us to begin, 3.4 us for each of its 14 steps.
    expect(found.seconds).toBeCloseTo((2 * 7) / 8 / 300 + 8.4e-6 + 14 * 3.4e-6, 12);
  });

  it("lets the switches of 8 H100 add: all of the data once at 0.85 of 5/6 of the bandwidth (NCCL, tuning.cc)", () => {
    const work = ideal("dgx-h100");
    const found = allReduce(work, rankGroup(work, 8, 1), gigabyte);
    expect(found.algorithm).toBe("nvls");
    expect(found.seconds).toBeCloseTo(6 / 5 / 0.85 / 450 + 23e-6, 12);
  });

  it("keeps the ring between two H100, and for messages that start faster than they move", () => {
    const work = ideal("dgx-h100");
    expect(allReduce(work, rankGroup(work, 2, 1), gigabyte).algorithm).toBe("ring");
    expect(allReduce(work, rankGroup(work, 8, 1), 1e4).algorithm).toBe("ring");
  });

  it("takes trees over many nodes for small messages and rings for large ones", () => {
    const work = ideal("dgx-a100-80");
    const group = rankGroup(work, 512, 8);
    expect(allReduce(work, group, 1e6).algorithm).toBe("tree");
    expect(allReduce(work, group, 10 * gigabyte).algorithm).toBe("ring");
  });

  it("sums inside first and then along the rails where few nodes are joined by slow adapters", () => {
    const work = ideal("jean-zay-a100");
    const found = allReduce(work, rankGroup(work, 32, 1), gigabyte);
    expect(found.algorithm).toBe("hierarchical");
    expect(found.seconds).toBeGreaterThan((2 * 3) / 4 / (8 * 6.25));
    expect(found.seconds).toBeLessThan((2 * 31) / 32 / (8 * 6.25));
  });

  it("gains over a scatter and a gather on 8 B200 what SimuMax measured, 0.742 to 0.673 of the link, within 5%", () => {
    const work = ideal("dgx-b200");
    const group = rankGroup(work, 8, 1);
    const gain = (2 * gatherSeconds(work, group, 1e12)) / allReduceSeconds(work, group, 1e12);
    expect(Math.abs(gain / (0.742 / 0.673) - 1)).toBeLessThan(0.05);
  });

  it("costs nothing alone and never less than half of its bytes over the fastest link", () => {
    const work = ideal("gb200-nvl72");
    expect(allReduceSeconds(work, rankGroup(work, 1, 1), gigabyte)).toBe(0);
    for (const ranks of [2, 8, 72, 144, 1152]) {
      expect(allReduceSeconds(work, rankGroup(work, ranks, 1), gigabyte)).toBeGreaterThan(0.5 / 900);
    }
  });
});

describe("gatherSeconds", () => {
  it("starts with each step of its ring: 14 us over the network, 3.4 us over NVLink (NCCL, hwLat in tuning.cc)", () => {
    const work = ideal("dgx-a100-80");
    expect(gatherSeconds(work, rankGroup(work, 1536, 1), 0)).toBeCloseTo(10e-6 + 191 * 14e-6 + 1344 * 3.4e-6, 12);
    expect(gatherSeconds(work, rankGroup(work, 16, 8), 0)).toBeCloseTo(10e-6 + 15 * 14e-6, 12);
    expect(gatherSeconds(work, rankGroup(work, 8, 1), 0)).toBeCloseTo(10e-6, 12);
  });
});

describe("a fat tree of 4 nodes a leaf, twice as wide below as above", () => {
  const fabric = [{ nodes: 4, oversubscription: 2 }];
  const wide = ideal("dgx-h100");
  const narrow = ideal("dgx-h100", { fabric });
  const slowdown = (ranks: number, stride: number) => {
    const start = 10e-6 + 20e-6 * Math.min(Math.ceil(ranks / rankGroup(wide, ranks, stride).perDomain), 99);
    const of = (work: GpuWorkload) => gatherSeconds(work, rankGroup(work, ranks, stride), 1e12) - start;
    return of(narrow) / of(wide);
  };

  it("is not felt inside a leaf, nor by a ring of neighbours that crosses each uplink once", () => {
    expect(slowdown(32, 1)).toBe(1);
    expect(slowdown(64, 1)).toBe(1);
    expect(slowdown(4, 8)).toBe(1);
  });

  it("halves the bandwidth of groups that have one rank below each leaf", () => {
    expect(slowdown(8, 32)).toBeCloseTo(2, 3);
    expect(slowdown(16, 64)).toBeCloseTo(2, 3);
  });

  it("is paid by the part of an all-to-all that leaves the leaf", () => {
    const seconds = (work: GpuWorkload) => exchangeSeconds(work, rankGroup(work, 64, 1), 1e12);
    // 7 of 8 domains are elsewhere; half of the ranks are below another leaf, through half of the bandwidth.
    expect(seconds(narrow) / seconds(wide)).toBeCloseTo((0.5 * 2) / (7 / 8), 3);
  });

  it("slows messages between stages of a leaf or more, not those of stages that share one", () => {
    const send = (work: GpuWorkload, stride: number) => sendSeconds(work, gigabyte, false, stride) - 20e-6;
    expect(send(narrow, 8) / send(wide, 8)).toBeCloseTo(1, 9);
    expect(send(narrow, 32) / send(wide, 32)).toBeCloseTo(2, 9);
    expect(send(narrow, 256) / send(wide, 256)).toBeCloseTo(2, 9);
  });

  it("takes the narrowest level that a group spans: Meta's 1 to 7 between pods of 3,072 (arXiv 2407.21783)", () => {
    const meta = ideal("meta-roce-24k");
    const across = gatherSeconds(meta, rankGroup(meta, 4, 3072), 1e12);
    const within = gatherSeconds(meta, rankGroup(meta, 4, 512), 1e12);
    expect(across / within).toBeCloseTo(7, 2);
  });
});
