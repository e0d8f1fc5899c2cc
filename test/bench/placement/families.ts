import { type GraphFamily, drawGraph, graphFamilies, timeAlone } from "../../../packages/compute/test/drawn-graphs.ts";
import {
  areaBound,
  checkPlacement,
  packingBound,
  parseKernelGraph,
  placeKernels,
} from "../../../packages/compute/src/index.ts";
import { printLine } from "../figure/line.ts";
import { processorSeconds } from "../figure/processor.ts";

const drawsOfEach = 8;

interface Measured {
  readonly kernels: number;
  /** Percent of the slowest kernel above what the area alone allows, and above what any packing may. */
  readonly overArea: number;
  readonly overPacking: number;
  readonly processor: number;
}

function measure(family: GraphFamily, seed: number): Measured {
  const text = drawGraph(family, seed, timeAlone);
  const graph = parseKernelGraph(text);
  const before = processorSeconds();
  const placement = placeKernels(graph, { seed: 1 });
  const processor = processorSeconds() - before;
  const { problems } = checkPlacement(text, JSON.stringify(placement));
  if (problems.length > 0) throw new Error(`${family}, draw ${seed}: ${problems.join("; ")}`);
  const over = (bound: number) => 100 * (placement.maxTime / bound - 1);
  return {
    kernels: graph.kernels.length,
    overArea: over(areaBound(graph)),
    overPacking: over(packingBound(graph, placement.maxTime)),
    processor,
  };
}

/** Time alone on drawn networks of each family, each placement checked: how far above its bounds. */
export function printFamilies(): void {
  for (const family of graphFamilies) {
    const all = Array.from({ length: drawsOfEach }, (_, index) => measure(family, index + 1));
    const mean = (of: (each: Measured) => number) => all.reduce((sum, each) => sum + of(each), 0) / all.length;
    const worst = (of: (each: Measured) => number) => Math.max(...all.map(of));
    printLine({
      bench: "wafer",
      figure: `drawn networks, ${family}: maxTime over the area bound, worst`,
      value: worst((each) => each.overArea),
      unit: "%",
      beside: [
        { name: "mean", value: mean((each) => each.overArea) },
        { name: "goal", value: 2.5 },
        { name: "beyond the goal", value: all.filter(({ overArea }) => overArea > 2.5).length },
        { name: "networks", value: all.length },
        { name: "worst over what any packing may reach", value: worst((each) => each.overPacking) },
        { name: "mean over it", value: mean((each) => each.overPacking) },
        { name: "fewest kernels", value: Math.min(...all.map(({ kernels }) => kernels)) },
        { name: "most kernels", value: worst(({ kernels }) => kernels) },
        { name: "processor seconds, most", value: worst(({ processor }) => processor) },
        { name: "goal of the seconds", value: 2 },
      ],
    });
  }
}
