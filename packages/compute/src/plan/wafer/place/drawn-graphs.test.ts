// Guarantee: networks of any kind, from one kernel to hundreds, are placed legally, near what area alone allows, never
// below what the bounds say; of few kernels no guillotine floor is faster.
import { describe, expect, it } from "vitest";
import { drawGraph, graphFamilies, timeAlone } from "../../../../test/drawn-graphs.ts";
import { areaBound } from "./bound.ts";
import { checkPlacement } from "./check-placement.ts";
import { leafCurve } from "./curve.ts";
import { EveryCut } from "./every-cut.ts";
import { packingBound } from "./packing-bound.ts";
import { parseKernelGraph } from "./parse-graph.ts";
import { RowOrder } from "./row-order.ts";
import { shapeTables } from "./shapes.ts";
import { placeKernels } from "./solve.ts";

/** Of this many kernels the tighter bound costs less than the placement. */
const fewKernels = 30;

describe("drawn networks", () => {
  const overs: number[] = [];

  it.each(graphFamilies)("of the family %s are legal and near their bounds", (family) => {
    const text = drawGraph(family, 1, timeAlone);
    const graph = parseKernelGraph(text);
    const placement = placeKernels(graph, { seed: 1 });
    expect(checkPlacement(text, JSON.stringify(placement)).problems).toEqual([]);
    const area = areaBound(graph);
    const bound = graph.kernels.length > fewKernels ? area : packingBound(graph, placement.maxTime);
    expect(bound).toBeGreaterThanOrEqual(area);
    expect(placement.maxTime).toBeGreaterThanOrEqual(bound * 0.9999);
    expect(placement.maxTime / bound).toBeLessThan(1.1);
    overs.push(placement.maxTime / area - 1);
  });

  it("come within 2.5 % of the area bound on the mean", () => {
    expect(overs).toHaveLength(graphFamilies.length);
    expect(overs.reduce((sum, over) => sum + over, 0) / overs.length).toBeLessThan(0.025);
  });

  it.each(["residual convolutions", "wide modules", "hundreds of blocks"] as const)(
    "of the family %s are legal where wires and adapters cost too",
    (family) => {
      const text = drawGraph(family, 3, { time: 1, wire: 10, adapter: 100 });
      const placement = placeKernels(parseKernelGraph(text), { seed: 1 });
      expect(checkPlacement(text, JSON.stringify(placement)).problems).toEqual([]);
    },
  );
});

describe("every cut", () => {
  it.each([1, 2, 3, 4, 5, 6])(
    "of few huge kernels, draw %i, needs no more height than rows in any order drawn",
    (seed) => {
      const graph = parseKernelGraph(drawGraph("few huge kernels", seed, timeAlone));
      const time = 1.05 * areaBound(graph);
      const curves = shapeTables(graph.kernels, graph.memoryLimit, 633).map((table) => leafCurve(table, time, 634));
      const least = new EveryCut(curves, graph.width, graph.height).needed;
      for (let turn = 0; turn < curves.length; turn += 1) {
        const order = curves.map((_, index) => [(index * (turn + 1)) % curves.length]);
        if (new Set(order.flat()).size < curves.length) continue;
        expect(new RowOrder(graph, curves, order, curves.length).needed).toBeGreaterThanOrEqual(least);
      }
    },
  );
});

describe("the packing bound", () => {
  it("proves that two kernels which cannot lie side by side are placed as fast as can be", () => {
    // Area alone would allow 14 % less: no row of 633 tiles takes both.
    const graph = parseKernelGraph(drawGraph("two kernels", 5, timeAlone));
    const { maxTime } = placeKernels(graph, { seed: 1 });
    expect(maxTime / areaBound(graph)).toBeGreaterThan(1.1);
    expect(maxTime / packingBound(graph, maxTime)).toBeLessThan(1.001);
  });
});
