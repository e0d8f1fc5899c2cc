// Guarantee: of measured runs that the fit had not seen, nine in ten lie inside the band that a quote shows, half in the inner.
import { describe, expect, it } from "vitest";
import { hardwareCatalog } from "../../packages/compute/src/hardware/catalog.ts";
import { errorBand, throughputSigma } from "../../packages/compute/src/plan/error-band.ts";
import { bandsOf } from "./bands.ts";
import { unseenRows } from "./unseen.ts";

const rows = unseenRows();
/** Some system of the catalog with GPUs of the family. */
function onFamily(family: string) {
  const system = hardwareCatalog.find((each) => each.kind === "gpu" && each.family === family);
  if (!system) throw new Error(`the catalog has a system of family ${family}`);
  return { hardware: { system: system.id, devices: 8, nodes: 1, deviceKind: "gpu" as const } };
}
const share = (errors: readonly number[], low: number, high: number) =>
  errors.filter((error) => Math.exp(error) >= low && Math.exp(error) <= high).length / errors.length;

describe("error band", () => {
  it.each(["a100", "h100", "b200", "b300"])("holds 90 % and 50 % of unseen runs on %s", (family) => {
    const errors = rows.filter((row) => row.family === family).map((row) => row.withoutGroup);
    const band = errorBand(onFamily(family));
    expect(band.rows).toBe(errors.length);
    expect(share(errors, band.low90, band.high90)).toBeGreaterThanOrEqual(0.9);
    expect(share(errors, band.low90, band.high90)).toBeLessThan(0.93);
    expect(share(errors, band.low50, band.high50)).toBeGreaterThanOrEqual(0.5);
  });

  it("holds 90 % of runs whose source was left out where hardware has no measured runs", () => {
    const band = errorBand({ hardware: { system: "of-a-customer", devices: 8, nodes: 1, deviceKind: "gpu" } });
    expect(band.class).toBe("unmeasured");
    const errors = rows.map((row) => row.withoutSource);
    expect(share(errors, band.low90, band.high90)).toBeGreaterThanOrEqual(0.9);
  });

  it("made from every second group, holds 90 % of the others within sampling error", () => {
    const groups = [...new Set(rows.map((row) => row.group))];
    const odd = new Set(groups.filter((_, index) => index % 2 === 1));
    let inside = 0;
    let outside = 0;
    for (const held of [true, false]) {
      const asUnseen = rows
        .filter((row) => odd.has(row.group) !== held)
        .map((row) => ({ row, error: row.withoutGroup }));
      const bands = bandsOf(asUnseen, asUnseen);
      for (const row of rows.filter((each) => odd.has(each.group) === held && each.family !== "v100")) {
        const { half90 } = bands[row.family] ?? { half90: 0 };
        if (Math.abs(row.withoutGroup) <= half90) inside++;
        else outside++;
      }
    }
    // 553 rows of about 240 groups: the share of a right band lies within 90 % ± 4.
    expect(inside / (inside + outside)).toBeGreaterThan(0.86);
    expect(inside / (inside + outside)).toBeLessThan(0.94);
  });

  it("is wider where nothing was measured, and for wafers, whose rows are few", () => {
    const wafer = { hardware: { system: "cs-3", devices: 1, nodes: 1, deviceKind: "wafer" as const } };
    const bare = { hardware: { system: "of-a-customer", devices: 8, nodes: 1, deviceKind: "gpu" as const } };
    for (const family of ["a100", "h100"]) {
      expect(throughputSigma(wafer)).toBeGreaterThan(throughputSigma(onFamily(family)));
      expect(throughputSigma(bare)).toBeGreaterThan(throughputSigma(onFamily(family)));
    }
  });
});
