// Guarantee: the bare numbers of a machine are a GPU's own share of its node, of every system of the catalog.
import { describe, expect, it } from "vitest";
import { hardwareCatalog } from "../../hardware/catalog.ts";
import type { GpuSystem } from "../../hardware/system.ts";
import { machineOf, type GpuMachine } from "./machine.ts";

const gpus = hardwareCatalog.filter((system): system is GpuSystem => system.kind === "gpu");

function machine(id: string): GpuMachine {
  const system = gpus.find((entry) => entry.id === id);
  if (!system) throw new Error(`${id} is a GPU system of the catalog`);
  return machineOf(system);
}

describe("machineOf", () => {
  it("gives a GPU of a DGX H100 an eighth of 2 TB, and a Gen5 link to it", () => {
    const { host } = machine("dgx-h100");
    expect(host.memory).toBe(250e9);
    expect(host.linkBandwidth).toBe(63e9);
  });

  it("joins GB200 to Grace at 450 GB/s each way, seven times a Gen5 link", () => {
    expect(machine("gb200-nvl72").host.linkBandwidth / machine("dgx-b200").host.linkBandwidth).toBeCloseTo(7.1, 1);
  });

  it("tells which switches add, which boards are held back, and where the network narrows", () => {
    expect(machine("dgx-a100-80").inSwitchReduction).toBe(false);
    expect(machine("dgx-h100").inSwitchReduction).toBe(true);
    expect(machine("grand-teton-500w").clockShare).toBeLessThan(1);
    expect(machine("meta-roce-24k").fabric.at(-1)).toEqual({ nodes: 384, oversubscription: 7 });
    expect(machine("dgx-h100").fabric).toEqual([]);
  });

  it("is finite and positive throughout the catalog, with levels that grow", () => {
    for (const system of gpus) {
      const { host, fabric, peaks, ...numbers } = machineOf(system);
      const counts = [...Object.values(host), ...Object.values(peaks), ...Object.values(numbers)];
      for (const count of counts.filter((value) => typeof value === "number")) {
        expect(count, system.id).toBeGreaterThan(0);
        expect(Number.isFinite(count), system.id).toBe(true);
      }
      const nodes = fabric.map((level) => level.nodes);
      expect(nodes, system.id).toEqual(nodes.toSorted((left, right) => left - right));
    }
  });
});
