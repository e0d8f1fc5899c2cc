import { type Ask, choicesAround, type HardwareChoice, paretoFront, type ParetoPoint, thinFront } from "@ingot/compute";
import { Refusal } from "../refusal.ts";
import { count, duration, large, stepDuration } from "../text.ts";
import { gibibytes } from "./bar-lines.ts";
import { energyWords } from "./energy.ts";
import { heldLines } from "./held-lines.ts";
import { layoutWords } from "./layout-words.ts";
import { narrowTable } from "./narrow-table.ts";
import { type Held, isGpu, planned, refuseWaferFlags } from "./outcome.ts";
import { heading, wrap, type Paper } from "./paper.ts";

/**
 * The front of half, the same and twice as many GPUs, of layouts that agree with what is fixed.
 * **Throws** Refusal for wafers, whose layout is no choice, and for their options.
 */
export function frontOf(ask: Ask, choice: HardwareChoice, { pinned, wafer }: Held): ParetoPoint[] {
  if (!isGpu(choice)) {
    throw new Refusal(
      `--front is for GPUs, received --hardware ${choice.system}: a wafer has one layout, see --explain`,
    );
  }
  refuseWaferFlags(wafer, choice.described ? "a cluster of GPUs" : `--hardware ${choice.system}`);
  const front = planned(() => paretoFront(ask, choicesAround(choice), { pinned }));
  if (front.length > 0) return front;
  const held = Object.keys(pinned).length === 0 ? "" : " with what is fixed";
  throw new Refusal(
    `no layout${held} fits on ${count(choice.devices)} GPUs, half or twice as many; plan without --front to see why`,
  );
}

const rowOf = ({ choice, layout, stepTime, deviceSeconds, energyPerStep, headroom }: ParetoPoint, steps: number) => [
  `  ${count(choice.devices)}`,
  stepDuration(stepTime),
  duration(stepTime * steps),
  large((deviceSeconds * steps) / 3600),
  energyWords(energyPerStep * steps),
  gibibytes(headroom),
  layoutWords(layout),
];

/** Most rows that a person reads. */
const rowsMost = 24;

/** Layouts near one that is shown are left out, more of them where there are many. */
function shownOf(front: readonly ParetoPoint[]): { readonly shown: ParetoPoint[]; readonly share: number } {
  let share = 0.05;
  let shown = thinFront(front, share);
  while (shown.length > rowsMost) shown = thinFront(front, (share += 0.05));
  return { shown, share };
}

/** Layouts between which only taste decides, fastest first. */
export function frontLines(front: readonly ParetoPoint[], ask: Ask, { pinned }: Held, paper: Paper): string[] {
  const { shown, share } = shownOf(front);
  const steps = Math.max(1, Math.ceil(ask.tokens / (ask.globalBatchSize * ask.sequenceLength)));
  const headings = ["  GPUS>", "STEP>", "RUN>", "GPU-HOURS>", "ENERGY>", "FREE MEMORY>", "LAYOUT"];
  const rows = shown.map((point) => rowOf(point, steps));
  const widest = narrowTable(headings, rows, paper, []);
  const wide = widest.every((line) => line.length <= paper.width);
  const facts = narrowTable(
    headings.slice(0, -1),
    rows.map((row) => row.slice(0, -1)),
    paper,
    [1],
  );
  const [title = "", ...lines] = facts;
  const told = wide
    ? widest
    : [
        title,
        ...lines.flatMap((line, at) => [
          line,
          ...wrap(rows[at]?.at(-1) ?? "", paper.width, "      ").map((text) => paper.paint("dim", text)),
        ]),
      ];
  const left = front.length - shown.length;
  return [
    ...told,
    ...heading(paper, "How to read it"),
    ...heldLines(pinned, paper),
    ...wrap(
      "No layout here is beaten in time, cost, energy and free memory at once. Run is without faults and checkpoints.",
      paper.width,
    ),
    ...(left === 0
      ? []
      : wrap(
          `${left} more are within ${Math.round(share * 100)} % of one shown in every figure; --json has them.`,
          paper.width,
        )),
  ];
}
