// Guarantee: no hardware number is without unit and source, and those quoted from data sheets are the published ones.
import { describe, expect, it } from "vitest";
import { findSystem, hardwareCatalog } from "./catalog.ts";
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

  it("has the six systems by id", () => {
    const ids = ["dgx-a100-80", "dgx-h100", "dgx-h200", "dgx-b200", "cs-2", "cs-3"];
    expect(hardwareCatalog.map((system) => system.id)).toEqual(ids);
    expect(findSystem("dgx-z999")).toBeUndefined();
  });

  it("gives CS-2 the 7.5 PF that Andromeda's 120 PF over 16 systems imply", () => {
    const system = findSystem("cs-2");
    expect(system?.kind === "wafer" && waferPeak(system) / 1e15).toBeCloseTo(7.5, 1);
  });
});
