// Guarantee: a checkpoint pauses a run for as long as its nodes' cards and its framework say.
import { describe, expect, it } from "vitest";
import { gpuSystems } from "../../hardware/gpu-systems.ts";
import type { GpuSystem } from "../../hardware/system.ts";
import { checkpointPolicy } from "../life.ts";
import { savingOf } from "./saving.ts";
import { softwareCatalog } from "./software.ts";

function system(id: string, changes: (found: GpuSystem) => Partial<GpuSystem> = () => ({})): GpuSystem {
  const found = gpuSystems.find((entry) => entry.id === id);
  if (!found) throw new Error(`${id} is in the catalog`);
  return { ...found, ...changes(found) };
}

const drivesOf = (rate: number, size: number) => (found: GpuSystem) => ({
  storage: { ...found.hostMemory, value: size },
  storageBandwidth: { ...found.hostMemory, unit: "B/s", value: rate } as const,
});
const noDrives = () => ({ storage: undefined, storageBandwidth: undefined }) as unknown as Partial<GpuSystem>;
const sharded = { zeroStage: 1 } as const;
const bloom = 176.2e9;
const { "megatron-core": behind, "megatron-deepspeed": waiting } = softwareCatalog;

describe("savingOf", () => {
  it("gives BLOOM's 2.3 TB from 48 nodes without drives their 40 s, and lining up", () => {
    const { pause, written } = savingOf(system("dgx-a100-80", noDrives), waiting, sharded, bloom, 48);
    expect(pause).toBe(written);
    expect(pause).toBeGreaterThan(40);
    expect(pause).toBeLessThan(50);
  });

  it("counts a shared store's rate by GPUs: a rack of 72 writes as fast as nine nodes of 8", () => {
    const rack = savingOf(system("gb200-nvl72", noDrives), waiting, sharded, bloom, 1).written;
    const nodes = savingOf(system("dgx-b200", noDrives), waiting, sharded, bloom, 9).written;
    expect(rack).toBeCloseTo(nodes, 9);
  });

  it("waits for a node's own drives where its card names them and they hold two checkpoints", () => {
    const share = (bloom * 14) / 48;
    const fast = savingOf(system("dgx-h100", drivesOf(10e9, 2 * share)), waiting, sharded, bloom, 48);
    expect(fast.pause).toBeCloseTo(2 + share / 10e9, 9);
    const small = savingOf(system("dgx-h100", drivesOf(10e9, 1.9 * share)), waiting, sharded, bloom, 48);
    expect(small.pause).toBeCloseTo(2 + share / 1.2e9, 9);
  });

  it("waits for the copy into the host's memory alone where the framework writes behind training", () => {
    const node = system("dgx-h100", noDrives);
    const { pause, written } = savingOf(node, behind, sharded, bloom, 48);
    expect(pause).toBeLessThan(2.2);
    expect(written).toBeGreaterThan(40);
    // Its own FSDP saves in a format that is not written behind.
    expect(savingOf(node, behind, { zeroStage: 3 }, bloom, 48).pause).toBe(written);
  });

  it("begins the next checkpoint no sooner than the last is written", () => {
    const often = { parameters: 1e9, stepSeconds: 1, pauseSeconds: 2, faultsPerDay: 200, totalSteps: 1e6 };
    expect(checkpointPolicy(often).everySteps).toBeLessThan(100);
    expect(checkpointPolicy({ ...often, writtenSeconds: 500 }).everySteps).toBe(500);
  });
});
