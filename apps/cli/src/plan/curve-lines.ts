import {
  type Ask,
  curveCounts,
  type CurvePoint,
  type HardwareChoice,
  pinsAt,
  type Planner,
  scalingCurve,
  type ScalingCurve,
} from "@ingot/compute";
import { bar, count, large, stepDuration, table } from "../text.ts";
import { heldLines } from "./held-lines.ts";
import { shortLayout } from "./layout-words.ts";
import { outcomeOf, planned, type Held } from "./outcome.ts";
import { heading, percent, wrap, type Paper } from "./paper.ts";

/**
 * Speed over numbers of devices, each planned as the request is held to; `weak` keeps the sequences of a device, not of the
 * step. **Throws** Refusal as a plan does.
 */
export function curveOf(ask: Ask, choice: HardwareChoice, held: Held, weak: boolean): ScalingCurve {
  const { pinned } = held;
  const planner: Planner = (of, on) => outcomeOf(of, on, { ...held, pinned: pinsAt(pinned, on.devices) });
  const batch = weak ? { atDevices: choice.devices } : "fixed";
  return planned(() => scalingCurve(ask, choice, { counts: curveCounts(choice), planner, batch }));
}

const cells = ({ devices, stepTime, tokensPerSecond, modelFlopsUtilization, layout }: CurvePoint): string[] =>
  stepTime === undefined || layout === undefined
    ? [`  ${count(devices)}`, "-", "-", "-", "-"]
    : [
        `  ${count(devices)}`,
        stepDuration(stepTime),
        large(tokensPerSecond),
        percent(modelFlopsUtilization),
        shortLayout(layout),
      ];

/** Refusals of neighbouring numbers that say the same but for the numbers. */
function refusedLines(points: readonly CurvePoint[], paper: Paper): string[] {
  const refused = points.filter(({ refusal }) => refusal !== undefined);
  const [first, last] = [refused[0], refused.at(-1)];
  if (first === undefined || last === undefined) return [];
  const told = (point: CurvePoint) => wrap(`${count(point.devices)}: ${point.refusal ?? ""}`, paper.width);
  return [...heading(paper, "Without a plan"), ...told(first), ...(last === first ? [] : told(last))];
}

/** The speed of each device beside the best of fewer, as bars beside a table, and where it bends. */
export function curveLines({ points, knees, turn }: ScalingCurve, { pinned }: Held, paper: Paper): string[] {
  const columns = ["  DEVICES>", "STEP>", "TOKENS/S>", "MFU>", "LAYOUT"];
  const kept = paper.width >= 84 ? columns : columns.slice(0, 3);
  const facts = table(
    kept,
    points.map((point) => cells(point).slice(0, kept.length)),
  );
  const wide = Math.max(...facts.map((line) => line.length)) + 2;
  const drawn = Math.max(4, Math.min(40, paper.width - wide - 8));
  const [title = "", ...rows] = facts;
  const bent = new Set(knees.map(({ devices }) => devices));
  const lines = rows.map((row, at) => {
    const point = points[at];
    if (point?.outcome !== "plan") return row;
    const block = bar(Math.min(1, point.efficiency), drawn);
    const share = `${Math.round(point.efficiency * 100)} %`.padStart(6);
    const picture = `${paper.paint(bent.has(point.devices) ? "yellow" : "green", block)}${" ".repeat(drawn - block.length)}`;
    return `${row.padEnd(wide)}${picture}${share}${bent.has(point.devices) ? " ◂" : ""}`;
  });
  const named = drawn >= 30 ? "SPEED OF EACH, BESIDE THE BEST" : "EACH";
  return [
    `${title.padEnd(wide)}${named}`,
    ...lines,
    ...heldLines(pinned, paper),
    ...heading(paper, "Where it bends (◂)"),
    ...(knees.length === 0
      ? wrap("Nowhere: each device gives more than 90 % of the best, as far as there are plans.", paper.width)
      : knees.flatMap(({ text }) => wrap(text, paper.width))),
    ...(turn ? wrap(turn.text, paper.width) : []),
    ...refusedLines(points, paper),
  ];
}
