// Guarantee: the comparison of long sequences says who holds what for the reason that it gives: attention in memory.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parameterCount } from "../../model/parameters.ts";
import { longSequenceClaim, longSequenceComparison } from "./long-sequence.ts";
import { genomeModels } from "./long-sequence-models.ts";

const rows = longSequenceComparison();
const cellOf = (id: string, software: RegExp, hardware: RegExp) =>
  rows
    .find(({ model }) => model.id === id)!
    .cells.find((cell) => software.test(cell.software) && hardware.test(cell.hardware))!;

describe("genome models", () => {
  // The files' own names state the counts; 8,192 in place of 8,196 and the output matrix move the largest by 2%.
  it.each([
    ["genslm-250m", 244_464_576],
    ["genslm-2.5b", 2_533_931_008],
    ["genslm-25b", 25_076_188_032],
  ])("%s has about its %i parameters", (id, count) => {
    const model = genomeModels.find((each) => each.id === id)!;
    expect(Math.abs(parameterCount(model).total / count - 1)).toBeLessThan(0.04);
  });
});

describe("docs/long-sequences.md", () => {
  const page = readFileSync(new URL("../../../../../docs/long-sequences.md", import.meta.url), "utf8");
  const told = page.split("\n").filter((line) => /^\|.*(2022|today)/.test(line));
  const gibibytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);

  it("states memory and speed of every machine as the comparison has them", () => {
    const cells = rows.flatMap((row) => row.cells);
    expect(told.length).toBe(cells.length);
    for (const [index, cell] of cells.entries()) {
      const [memory, , speed] = told[index]!.split("|")
        .slice(5)
        .map((each) => each.trim());
      expect(memory).toBe(`${gibibytes(cell.neededBytes)} of ${gibibytes(cell.availableBytes)}`);
      const rounded = cell.tokensPerSecond === null ? "" : Number(cell.tokensPerSecond.toPrecision(2));
      expect(speed).toBe(rounded.toLocaleString("en-US"));
    }
  });
});

describe("longSequenceComparison", () => {
  it("lets every wafer hold every model: weights stream, a few sequences stay", () => {
    for (const { cells } of rows) {
      for (const cell of cells.filter(({ hardware }) => /CS-/.test(hardware))) expect(cell.fits).toBe(true);
    }
  });

  it("runs 25B out of memory under DeepSpeed of 2022, where the scores of one layer alone take most of a GPU", () => {
    const cell = cellOf("genslm-25b", /DeepSpeed/, /A100/);
    expect(cell.fits).toBe(false);
    // Five bytes for each of 64 heads and 10,240 x 10,240 pairs of positions.
    expect(cell.scoreBytes).toBe(5 * 64 * 10_240 ** 2);
    expect(cell.neededBytes).toBeGreaterThan(cell.availableBytes);
    expect(cell.tokensPerSecond).toBeNull();
  });

  it("needs recompute for 2.5B there: kept scores of all layers take ten GPUs' memory", () => {
    const cell = cellOf("genslm-2.5b", /DeepSpeed/, /A100/);
    expect(cell.fits).toBe(true);
    expect(cell.neededBytesKept).toBeGreaterThan(10 * cell.availableBytes);
  });

  it("fits every model on today's GPUs with fused attention, and says so beside the claim", () => {
    for (const { cells } of rows) {
      for (const cell of cells.filter(({ software }) => /fused/.test(software))) expect(cell.fits).toBe(true);
    }
    expect(longSequenceClaim.text).toMatch(/today's GPUs hold all three/);
  });

  it("compares within one day only, and has no ratio where the GPUs cannot run it", () => {
    for (const { ratios, cells } of rows) {
      for (const { gpu, era, ratio } of ratios) {
        const cell = cells.find(({ hardware, software }) => `${hardware}, ${software}` === gpu)!;
        expect(cell.era).toBe(era);
        expect(ratio === null).toBe(!cell.fits);
        if (ratio !== null) expect(ratio).toBeGreaterThan(1);
      }
    }
  });
});
