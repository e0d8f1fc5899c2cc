// Guarantee: no hardware number is without unit and source, and those quoted from data sheets are the published ones.
import { describe, expect, it } from "vitest";
import { findSystem, hardwareCatalog } from "./catalog.ts";
import { findDevice } from "./gpu-devices.ts";
import type { Quantity } from "./quantity.ts";
import { waferPeak } from "./system.ts";

function quantities(value: unknown, path: string): [string, Quantity][] {
  if (typeof value !== "object" || value === null) return [];
  if ("value" in value && "unit" in value) return [[path, value as Quantity]];
  return Object.entries(value).flatMap(([name, entry]) => quantities(entry, `${path}.${name}`));
}

describe("hardwareCatalog", () => {
  it("gives every number a unit and a source, and a reason where it is assumed", () => {
    for (const system of hardwareCatalog) {
      const cards = quantities(system, system.id);
      expect(cards.length, system.id).toBeGreaterThanOrEqual(11);
      for (const [path, card] of cards) {
        expect(card.value, path).toBeGreaterThan(0);
        expect(card.unit.length, path).toBeGreaterThan(0);
        expect(card.source.length, path).toBeGreaterThan(10);
        if (card.assumed) expect(card.source, path).toMatch(/assumed|no published|largest|trillion/);
      }
    }
  });

  it("has every system once by id, those that Ingot runs among them, on boards of the catalog", () => {
    const ids = hardwareCatalog.map((system) => system.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ["dgx-a100-80", "dgx-h100", "dgx-h200", "dgx-b200", "cs-1", "cs-2", "cs-3"])
      expect(ids).toContain(id);
    for (const system of hardwareCatalog) {
      if (system.kind === "gpu") expect(findDevice(system.device), system.id).toBeDefined();
    }
    expect(findSystem("dgx-z999")).toBeUndefined();
  });

  // The handbook's table of boards, from stas00/ml-engineering; bandwidths both ways, as makers write them.
  it.each([
    ["a100-sxm-40", 312, undefined, undefined, 1555, 600],
    ["a100-sxm-80", 312, undefined, undefined, 2039, 600],
    ["h100-sxm", 989, 1979, undefined, 3350, 900],
    ["h100-sxm-96-500w", 989, 1979, undefined, 2400, 900],
    ["h800-sxm", 989, 1979, undefined, 3350, 400],
    ["h200-sxm", 989, 1979, undefined, 4800, 900],
    ["b200-sxm", 2250, 4500, 9000, 8000, 1800],
    ["gb200", 2500, 5000, 10_000, 8000, 1800],
    ["b300-sxm", 2250, 4500, 12_600, 8000, 1800],
    ["gb300", 2500, 5000, 15_000, 8000, 1800],
  ])("states %s as the tables do", (id, bf16, fp8, fp4, memory, link) => {
    const board = findDevice(id);
    const tera = (quantity: Quantity | undefined) => quantity && quantity.value / 1e12;
    expect([tera(board?.peaks.bf16), tera(board?.peaks.fp8), tera(board?.peaks.fp4)]).toEqual([bf16, fp8, fp4]);
    expect([board?.memoryBandwidth.value, board?.linkBandwidth.value]).toEqual([memory * 1e9, (link * 1e9) / 2]);
  });

  it.each([
    ["dgx-a100-80", 25],
    ["dgx-h100", 50],
    ["dgx-b200", 50],
    ["gb200-nvl72", 50],
    ["gb300-nvl72", 100],
    ["aws-p5", 50],
    ["aws-p4d", 6.25],
    ["mosaic-a100-40", 25],
    ["jean-zay-a100", 6.25],
  ])("gives a GPU of %s its %d GB/s of network each way (handbook, section 5)", (id, gigabytes) => {
    const system = findSystem(id);
    expect(system?.kind === "gpu" && system.networkBandwidth.value / 1e9).toBeCloseTo(gigabytes, 9);
  });

  it("gives CS-2 the 7.5 PF that Andromeda's 120 PF over 16 systems imply", () => {
    const system = findSystem("cs-2");
    expect(system?.kind === "wafer" && waferPeak(system) / 1e15).toBeCloseTo(7.5, 1);
  });
});
