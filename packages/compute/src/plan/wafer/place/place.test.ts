// Guarantee: a placement is legal by a second program's formulas, good beside bounds, and the same for the same seed.
import { describe, expect, it } from "vitest";
import { areaBound } from "./bound.ts";
import { checkPlacement } from "./check-placement.ts";
import { leafCurve, turnCurve } from "./curve.ts";
import { kernelMemory, kernelSize, kernelTime } from "./measure.ts";
import { parseKernelGraph } from "./parse-graph.ts";
import { shapeTables } from "./shapes.ts";
import { NoPlacementError, placeKernels } from "./solve.ts";

interface Weights {
  readonly time: number;
  readonly wire: number;
  readonly adapter: number;
}

const header = ({ time, wire, adapter }: Weights, side = 633) =>
  `(*\ntest=own\nwidth=${side}\nheight=${side}\nwdeltat=${time}\nwlength=${wire}\nwadapter=${adapter}\nmemlimit=24576\n*)\n\n`;

const timeAlone = { time: 1, wire: 0, adapter: 0 };

/** A chain of blocks as in a small residual network. */
function blocks(weights: Weights): string {
  const kinds = [
    "cblock f=256 h=56 w=56",
    "dblock f=256 h=56 w=56",
    "cblock f=512 h=56 w=56",
    "dblock f=512 h=28 w=28",
  ];
  const more = ["dblock f=512 h=28 w=28", "cblock f=1024 h=28 w=28", "dblock f=1024 h=14 w=14"];
  const nodes = [...kinds, ...more].map((text, index) => {
    const [kind, ...rest] = text.split(" ");
    return `${kind}[ ${index + 1}] ${rest.join(" ")} name='k${index + 1}'`;
  });
  const edges = nodes.slice(1).map((_, index) => `x[${index + 1}]:y\t->\tx[ ${index + 2}]:x, shape:[1][1][1]`);
  return `${header(weights)}(* Nodes *)\ninput[0] n=[ 1 1 2 ] name='k0'\n${nodes.join("\n")}\n(* Edges *)\ninput[0]:_ -> x[1]:x, shape:[1][1][1]\n${edges.join("\n")}`;
}

/** Convolutions with skip edges, and one fork. */
function convolutions(weights: Weights, side?: number): string {
  const node = (id: number, size: number, window: number, from: number, to: number, stride = 1) =>
    `conv[${id}] W=${size} H=${size} R=${window} S=${window} C=${from} K=${to} T=${stride} U=${stride} name='k${id}'`;
  const nodes = [
    node(1, 28, 1, 128, 32),
    node(2, 28, 3, 32, 32),
    node(3, 28, 1, 32, 128),
    node(4, 28, 3, 128, 64, 2),
    node(5, 14, 1, 64, 256),
    node(6, 28, 1, 128, 256, 2),
  ];
  const pairs = ["1 2", "2 3", "1 3", "3 4", "4 5", "3 6", "6 5"].map((pair) => pair.split(" "));
  return `${header(weights, side)}${nodes.join("\n")}\n${pairs.map(([from, to]) => `conv[${from}]:y -> conv[${to}]:x`).join("\n")}\n`;
}

const solved = (text: string, seed = 1) => {
  const graph = parseKernelGraph(text);
  const placement = placeKernels(graph, { seed });
  return { graph, placement, report: checkPlacement(text, JSON.stringify(placement)) };
};

describe("the formulas", () => {
  it("give a convolution the contest's sides, time and memory, worked by hand", () => {
    const [kernel] = parseKernelGraph(convolutions(timeAlone)).kernels.slice(3);
    if (kernel === undefined) throw new Error("there are six kernels");
    const execution = { h: 4, w: 7, c: [16], k: [5] };
    expect(kernelSize(execution)).toEqual({ height: 4 * 7 * 17, width: 15 });
    // 7 rows of tiles, 4 columns, 8 rounds of c, 13 of k, window 3 x 3, stride 2.
    expect(kernelTime(kernel, execution)).toBe((7 * 4 * 8 * 13 * 9) / 4);
    expect(kernelMemory(kernel, execution)).toBeCloseTo((128 / 16) * (64 / 5) * 9 + (30 / 7) * (30 / 4) * (64 / 5), 9);
  });

  it("take the widest sum and the greatest height, time and memory of a block", () => {
    const kernel = parseKernelGraph(blocks(timeAlone)).kernels[2];
    if (kernel === undefined) throw new Error("there are seven kernels");
    const execution = { h: 2, w: 2, c: [8, 4, 4, 16], k: [4, 8, 16, 16] };
    expect(kernelSize(execution)).toEqual({ height: 4 * 17, width: 3 * 44 });
    expect(kernelTime(kernel, execution)).toBe((28 * 28 * 32 * 16 * 9) / 4);
  });
});

describe("shapes", () => {
  it("keep the time and the memory, and none that does is smaller", () => {
    const graph = parseKernelGraph(convolutions(timeAlone));
    const tables = shapeTables(graph.kernels, graph.memoryLimit, 200);
    for (const [index, table] of tables.entries()) {
      const curve = leafCurve(table, 4000, 201);
      const kernel = graph.kernels[index];
      if (kernel === undefined) throw new Error("a table has a kernel");
      // Every h and w up to 6, every c, every k: by hand.
      for (let h = 1; h <= 6; h += 1) {
        for (let w = 1; w <= 6; w += 1) {
          for (let c = 1; c <= 40; c += 1) {
            for (let k = 1; k <= 20; k += 1) {
              const execution = { h, w, c: [c], k: [k] };
              const { width, height } = kernelSize(execution);
              if (width > 200 || height > 200 || kernelTime(kernel, execution) > 4000) continue;
              expect(curve[width] as number).toBeLessThanOrEqual(height);
            }
          }
        }
      }
    }
  });

  it("turn into the same curve read along the other side", () => {
    const curve = Int16Array.from([16000, 16000, 9, 7, 7, 3, 3, 2, 2, 2]);
    const turned = new Int16Array(10);
    turnCurve(curve, turned);
    const least = [...turned.keys()].map((most) => curve.findIndex((need) => need <= most));
    expect([...turned]).toEqual(least.map((side) => (side < 0 ? 16000 : side)));
  });
});

describe("placements", () => {
  const weightings = [
    timeAlone,
    { time: 1, wire: 4, adapter: 0 },
    { time: 1, wire: 40, adapter: 400 },
    { time: 0, wire: 1, adapter: 0 },
  ];
  const cases = weightings.flatMap((weights) => [
    { name: "blocks", weights, text: blocks(weights) },
    { name: "convolutions", weights, text: convolutions(weights) },
  ]);
  it.each(cases)("of $name by $weights are legal and worth what they say", ({ text }) => {
    const { graph, placement, report } = solved(text);
    expect(report.problems).toEqual([]);
    expect(report.maxTime).toBeGreaterThanOrEqual(areaBound(graph) * 0.9999);
    expect(placement.kernels.map(({ name }) => name)).toEqual(graph.kernels.map(({ name }) => name));
  });

  it("come within 2.5 % of the area bound where time alone counts", () => {
    const { graph, placement } = solved(blocks(timeAlone));
    expect(placement.maxTime / areaBound(graph)).toBeLessThan(1.025);
  });

  it("come within 2.5 % of it for two hundred kernels too, whose neighbours are packed together first", () => {
    const node = (id: number) => {
      const size = [56, 28, 14, 7][id % 4] ?? 7;
      const channels = (16 * 56) / size;
      return `conv[${id}] W=${size} H=${size} R=3 S=3 C=${channels} K=${channels} T=1 U=1 name='k${id}'`;
    };
    const nodes = Array.from({ length: 200 }, (_, index) => node(index + 1));
    const edges = nodes.slice(1).map((_, index) => `conv[${index + 1}]:y -> conv[${index + 2}]:x`);
    const { graph, placement, report } = solved(`${header(timeAlone)}${[...nodes, ...edges].join("\n")}`);
    expect(report.problems).toEqual([]);
    expect(placement.maxTime / areaBound(graph)).toBeLessThan(1.025);
  });

  it("shorten wires where wires cost, and spare adapters where adapters cost", () => {
    const plain = solved(convolutions({ time: 1, wire: 4, adapter: 0 })).placement;
    const wires = solved(convolutions({ time: 1, wire: 100, adapter: 0 })).placement;
    const adapters = solved(convolutions({ time: 1, wire: 4, adapter: 1000 })).placement;
    expect(wires.wireLength).toBeLessThan(plain.wireLength);
    expect(adapters.adapters).toBeLessThan(plain.adapters);
  });

  it("are the same for the same seed, and no worse after another round", () => {
    const graph = parseKernelGraph(convolutions({ time: 1, wire: 10, adapter: 100 }));
    const first = placeKernels(graph, { seed: 7 });
    expect(placeKernels(graph, { seed: 7 })).toEqual(first);
    expect(placeKernels(graph, { seed: 7, rounds: 2 }).score).toBeLessThanOrEqual(first.score);
  });

  it("are found for a single kernel and on a long fabric, and refused with numbers where nothing fits", () => {
    const one = `${header(timeAlone)}conv[1] W=8 H=8 R=3 S=3 C=16 K=16 T=1 U=1 name='only'`;
    expect(solved(one).report).toMatchObject({ legal: true, wireLength: 0 });
    expect(solved(one.replace("wlength=0", "wlength=40")).report).toMatchObject({ legal: true, wireLength: 0 });
    const vast = one.replace("C=16 K=16", "C=1e15 K=1e15");
    expect(() => solved(vast)).toThrow("1 kernel does not fit on 633 x 633 tiles of 24576 words: only has no shape");
    const wide = blocks({ time: 0, wire: 1, adapter: 5 })
      .replace("width=633", "width=2000")
      .replace("height=633", "height=200");
    expect(solved(wide).report.problems).toEqual([]);
    expect(() => solved(convolutions(timeAlone, 8))).toThrow(NoPlacementError);
    expect(() => solved(convolutions(timeAlone, 8))).toThrow(
      "6 kernels do not fit on 8 x 8 tiles of 24576 words: k4 has no shape that fits even alone",
    );
  });
});

describe("the checker", () => {
  const text = convolutions({ time: 1, wire: 4, adapter: 0 });
  const { placement } = solved(text);
  const first = placement.kernels[0];
  const told = (change: object) => {
    const kernels = placement.kernels.map((kernel, index) => (index === 0 ? { ...kernel, ...change } : kernel));
    return checkPlacement(text, JSON.stringify({ kernels })).problems.join("; ");
  };
  it.each([
    ["overlap", { x: placement.kernels[1]?.x, y: placement.kernels[1]?.y }, "k1 and k2 overlap"],
    ["bounds", { x: 640 }, "the fabric ends at (633, 633)"],
    ["whole corners", { x: 0.5 }, "x and y must be whole numbers"],
    ["rotation", { rotation: "R45" }, "the rotation must be R0 or R90"],
    ["arguments", { execution: { ...first?.execution, h: 0 } }, "execution arguments must be whole numbers"],
    [
      "count",
      { execution: { ...first?.execution, c: [1, 1] } },
      "must have as many values of c and of k as convolutions, 1, received 2 and 1",
    ],
    ["memory", { execution: { h: 1, w: 1, c: [1], k: [1] } }, "the limit is 24576"],
    ["names", { name: "k9" }, "k9: is no kernel of the graph"],
    ["text names", { name: 5 }, "kernel 1: name must be text, received 5"],
  ])("tells a broken rule of %s", (_rule, change, expected) => {
    expect(told(change)).toContain(expected);
  });

  it("tells that there is no list of kernels", () => {
    expect(checkPlacement(text, "[]").problems).toContain("kernels must be a list, received undefined");
  });

  it("tells a claim that is not so", () => {
    const report = checkPlacement(text, JSON.stringify({ ...placement, score: placement.score - 1 }));
    expect(report.problems.join()).toContain("score: the placement says");
  });
});

describe("the parser", () => {
  it("reads ids with blanks, edges with tabs, a comment on the line of the last edge", () => {
    const graph = parseKernelGraph(`${blocks(timeAlone)}(* the end *)`);
    expect([graph.kernels.length, graph.edges.length, graph.memoryLimit]).toEqual([7, 6, 24576]);
  });

  it.each([
    ["conv[1] W=8 H=8 R=3 S=3 C=16 T=1 U=1 name='a'", "line 11: K= is missing"],
    ["conv[1] W=8 H=0 R=3 S=3 C=16 K=4 T=1 U=1 name='a'", 'line 11: H must be a number of 1 or more, received "0"'],
    ["conv[1] W=8 H=8 R=3 S=3 C=16 K=4 T=1 U=2 name='a'", "line 11: the strides T and U must be equal"],
    ["dblock[1] f=30 h=8 w=8 name='a'", 'line 11: f must be a multiple of 4, received "30"'],
    [
      "pool[1] f=32 h=8 w=8 name='a'",
      'line 11: a node must be an input, output, conv, dblock or cblock, received "pool"',
    ],
    ["dblock[1] f=32 h=8 w=8 name='a'\nx[1]:y -> x[2]:x", "line 12: an edge must end at a node above it"],
    ["conv[1] W=8 H=8 R=3 W=9 S=3 C=16 K=4 T=1 U=1 name='a'", "line 11: W= must be given once"],
    ["conv[1] W=8 H=8 R=3 S=3 C=16 K=4 T=1 U=1 name=''", "line 11: the name of a kernel must not be empty"],
    ["(* Edges", 'line 11: a comment must end with *), received "the end of the file"'],
    ["nonsense", "line 11: a line must be"],
    ["", "there must be at least one kernel"],
  ])("refuses %s", (body, message) => {
    expect(() => parseKernelGraph(`${header(timeAlone)}${body}`)).toThrow(message);
  });
});
