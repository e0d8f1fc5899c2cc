import { readFileSync, writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import {
  areaBound,
  checkPlacement,
  type KernelGraph,
  KernelGraphError,
  NoPlacementError,
  parseKernelGraph,
  type Placement,
  placementRounds,
} from "@ingot/compute";
import { type Command, InvalidArgumentError } from "commander";
import { positiveNumber } from "../parse-number.ts";
import { Refusal } from "../refusal.ts";
import { print, type Terminal } from "../terminal.ts";
import { count, facts } from "../text.ts";
import { floorPicture } from "./floor-picture.ts";

interface PlaceOptions {
  readonly seed: number;
  readonly seconds?: number;
  readonly json?: boolean;
  readonly svg?: string;
}

/** Adds `wafer place` and `wafer check`: offline, no account. */
export function addWafer(program: Command, terminal: Terminal): void {
  const wafer = program.command("wafer").description("place networks on a wafer, offline");
  wafer
    .command("place")
    .description("lay the kernels of a network on the fabric, so that the slowest is fast and wires are short")
    .argument("<file>", "a .kgraph file")
    .option("--seed <n>", "the same seed gives the same placement", seedNumber, 1)
    .option("--seconds <s>", "search on until this long has passed; one round when left out", positiveNumber)
    .option("--json", "print JSON")
    .option("--svg <out>", "write a picture")
    .action((file: string, options: PlaceOptions) => place(terminal, file, options));
  wafer
    .command("check")
    .description("check a placement by an independent program")
    .argument("<file>", "a .kgraph file")
    .argument("<placement>", "the JSON of `ingot wafer place --json`")
    .option("--json", "print JSON")
    .action((file: string, placement: string, options: { readonly json?: boolean }) =>
      check(terminal, file, placement, options),
    );
}

function seedNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError(`a whole number of 0 or more, received "${text}"`);
  }
  return value;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Refusal(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The best placement of one round, or of as many as fit before the time is up. */
function search(graph: KernelGraph, { seed, seconds = 0 }: PlaceOptions): { placement: Placement; seconds: number } {
  const began = performance.now();
  const spent = () => (performance.now() - began) / 1000;
  let [best, done]: [Placement | null, number] = [null, 0];
  for (const placement of placementRounds(graph, seed)) {
    best = placement;
    done += 1;
    // A round more begins only where a round as long as the mean of those before still fits.
    if (spent() * (1 + 1 / done) >= seconds) break;
  }
  if (best === null) throw new Error("a search must find a placement or refuse the graph");
  return { placement: best, seconds: spent() };
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new Refusal(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parsed(file: string, text: string): KernelGraph {
  try {
    return parseKernelGraph(text);
  } catch (error) {
    if (error instanceof KernelGraphError) throw new Refusal(`${file}: ${error.message}`);
    throw error;
  }
}

function place(terminal: Terminal, file: string, options: PlaceOptions): void {
  const graph = parsed(file, read(file));
  try {
    const { placement, seconds } = search(graph, options);
    if (options.svg !== undefined) write(options.svg, floorPicture(graph, placement));
    const answer = { ...placement, seconds: Number(seconds.toFixed(3)) };
    print(terminal, options, answer, () => placementLines(graph, placement, seconds, options.svg));
  } catch (error) {
    if (error instanceof NoPlacementError) throw new Refusal(`${file}: ${error.message}`);
    throw error;
  }
}

function placementLines(graph: KernelGraph, placement: Placement, seconds: number, picture?: string): string[] {
  const bound = areaBound(graph);
  const over = ((placement.maxTime / bound - 1) * 100).toFixed(1);
  return facts([
    ["Kernels", `${count(graph.kernels.length)} on ${graph.width} x ${graph.height} tiles`],
    ["Slowest kernel", `${count(placement.maxTime)} (the area alone allows ${count(bound)}; ${over} % above it)`],
    ["Wire length", `${count(placement.wireLength)} tiles`],
    ["Adapters", count(placement.adapters)],
    ["Score", count(placement.score)],
    ["Searched", `${seconds.toFixed(1)} s`],
    ...(picture === undefined ? [] : [["Picture", picture] as const]),
  ]);
}

function check(terminal: Terminal, file: string, placement: string, options: { readonly json?: boolean }): void {
  const [graphText, placementText] = [read(file), read(placement)];
  // The checker reads the graph on its own, and only what it knows: a graph that is wrong is told by the parser.
  parsed(file, graphText);
  const report = (() => {
    try {
      return checkPlacement(graphText, placementText);
    } catch (error) {
      if (error instanceof SyntaxError) throw new Refusal(`${placement} must be JSON: ${error.message}`);
      throw error;
    }
  })();
  print(terminal, options, report, () => [
    ...facts([
      ["Legal", report.legal ? "yes" : "no"],
      ["Slowest kernel", count(report.maxTime)],
      ["Wire length", `${count(report.wireLength)} tiles`],
      ["Adapters", count(report.adapters)],
      ["Score", count(report.score)],
    ]),
    ...report.problems,
  ]);
  if (!report.legal)
    throw new Refusal(
      `the placement breaks ${report.problems.length === 1 ? "1 rule" : `${report.problems.length} rules`}`,
    );
}
