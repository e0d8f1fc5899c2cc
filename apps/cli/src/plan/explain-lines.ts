import type { Bound, Explanation, Neighbour } from "@ingot/compute";
import { count, stepDuration, table } from "../text.ts";
import { memoryLines, waterfallLines } from "./bar-lines.ts";
import { heading, percent, wrap, type Ink, type Paper } from "./paper.ts";
import { planFacts } from "./plan-lines.ts";

const inks: Readonly<Record<Neighbour["verdict"], Ink>> = {
  slower: "yellow",
  same: "dim",
  faster: "green",
  "does-not-fit": "red",
  impossible: "dim",
};

const costOf = ({ slower, bytes, verdict }: Neighbour): string => {
  if (verdict === "does-not-fit" && bytes !== undefined) return `${(bytes / 2 ** 30).toFixed(0)} GiB`;
  if (slower === undefined) return "";
  return Math.abs(slower) < 0.0005 ? "same" : `${slower > 0 ? "+" : ""}${percent(slower)}`;
};

/** Why each layout one step away was not taken: what it costs, then the sentence. */
function neighbourLines(neighbours: readonly Neighbour[], paper: Paper): string[] {
  const told = neighbours.filter(({ verdict }) => verdict !== "impossible");
  const left = neighbours.length - told.length;
  const margin = " ".repeat(13);
  const rows = told.flatMap((each) => {
    const [first = "", ...rest] = wrap(each.text, paper.width - 2, margin);
    return [`  ${paper.paint(inks[each.verdict], costOf(each).padStart(9))}  ${first.trimStart()}`, ...rest];
  });
  if (left === 0) return rows;
  return [
    ...rows,
    ...wrap(`and ${left} that heads, layers, batch or GPUs do not divide into`, paper.width - 2, margin),
  ];
}

const boundRows = (bounds: readonly Bound[]): string[][] =>
  bounds.map(({ label, stepTime, speedUp }) => [`  ${label}`, stepDuration(stepTime), `${speedUp.toFixed(2)}×`]);

/** The whole explanation: waterfall, memory, Amdahl's bounds, the next move, the neighbours, what comes between steps. */
export function explanationLines(explanation: Explanation, paper: Paper): string[] {
  const { plan, bars, bounds, next, moves, neighbours, between, power } = explanation;
  const others = moves.filter((move) => move !== next && move.gain > 1.005).slice(0, 6);
  return [
    ...planFacts(plan, paper),
    ...heading(paper, "Where the step's time goes"),
    ...waterfallLines([...plan.waterfall, ...bars.filter(({ cause }) => cause === "input")], plan.stepTime, paper),
    ...heading(paper, "Memory of the fullest GPU by kind"),
    ...memoryLines(plan.memory.parts, plan.memory.available, paper),
    ...heading(paper, "What an infinite resource would give (Amdahl)"),
    ...table(["  RESOURCE", "STEP>", "FASTER>"], boundRows(bounds)),
    ...heading(paper, "The next best move"),
    ...(next
      ? wrap(next.text, paper.width).map((line) => paper.paint("green", line))
      : ["  None of those looked at helps."]),
    ...others.flatMap((move) => wrap(move.text, paper.width)),
    ...heading(paper, "Why not its neighbours"),
    ...neighbourLines(neighbours, paper),
    ...heading(paper, "Between steps, and power"),
    ...between.flatMap(({ text }) => wrap(text, paper.width)),
    ...wrap(`${count(plan.power / 1000)} kW on average: ${powerWords(power)}.`, paper.width),
  ];
}

const powerWords = ({ states }: Explanation["power"]): string =>
  states
    .map(({ state, seconds, watts }) => `${state} ${stepDuration(seconds)} at ${count(watts / 1000)} kW`)
    .join(", ");
