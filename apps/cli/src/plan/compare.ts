import { findSystem, type HardwareChoice, type Infeasible, type PinnedLayout, type Plan } from "@ingot/compute";
import { Refusal } from "../refusal.ts";
import { duration, large, stepDuration, table } from "../text.ts";
import { gibibytes } from "./bar-lines.ts";
import { energyWords } from "./energy.ts";
import { shortLayout } from "./layout-words.ts";
import { isGpu, outcomeOf, refuseWaferFlags } from "./outcome.ts";
import { heading, percent, wrap, type Paper } from "./paper.ts";
import { choiceOf, type Request, systemIds } from "./request.ts";

/** One side of a comparison. */
export interface Side {
  readonly label: string;
  readonly outcome: Plan | Infeasible;
}

const letters: Readonly<Record<string, keyof PinnedLayout>> = {
  t: "tensorParallel",
  p: "pipelineParallel",
  d: "dataParallel",
  c: "contextParallel",
  e: "expertParallel",
  m: "microbatchSize",
  v: "virtualPipeline",
  z: "zeroStage",
};

const isLayout = (text: string): boolean => /^([tpdcemvz]\d+)+$/.test(text);

const layoutOf = (text: string): PinnedLayout =>
  Object.fromEntries(
    [...text.matchAll(/([tpdcemvz])(\d+)/g)].map(([, letter = "", digits]) => [letters[letter], Number(digits)]),
  ) as PinnedLayout;

/** A system and how many devices of it. */
interface Named {
  readonly system: string;
  readonly devices: number | undefined;
}

const ownCluster = "own";

/** Reads `dgx-h100`, `dgx-h100:512` or `own:64`. **Throws** Refusal for what is no such thing. */
function namedSystem(label: string): Named {
  const [, system = "", digits] = /^([^:]+)(?::(\d+))?$/.exec(label) ?? [];
  if (system !== ownCluster && !findSystem(system)) {
    throw new Refusal(
      `--compare names systems (one of ${systemIds()}, each with a colon and a number of devices if you like) or layouts such as t8p4, received "${label}"`,
    );
  }
  return { system, devices: digits === undefined ? undefined : Number(digits) };
}

/** The first system of the catalog that a comparison names, for a request that names none itself. **Throws** Refusal. */
export const firstSystem = (list: string): string | undefined =>
  list
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "" && !isLayout(item))
    .map((item) => namedSystem(item).system)
    .find((system) => system !== ownCluster);

/** Reads `a,b,c`: systems (`dgx-h100`, `dgx-h100:512`, `own:64` of a described cluster) or layouts (`t8p4`), each planned. **Throws** Refusal. */
export function sidesOf(list: string, { ask, choice, held }: Request): Side[] {
  const items = list.split(",").map((item) => item.trim());
  if (items.length < 2 || items.some((item) => item === "")) {
    throw new Refusal(`--compare takes two or more, e.g. dgx-h100,dgx-b200 or t8p4,t4p8; received "${list}"`);
  }
  const sides = items.map((label): { label: string; on: HardwareChoice; pinned: PinnedLayout } => {
    if (isLayout(label)) return { label, on: choice, pinned: { ...held.pinned, ...layoutOf(label) } };
    const { system, devices = choice.devices } = namedSystem(label);
    if (system === ownCluster && choice.described === undefined) {
      throw new Refusal(`own in --compare is the cluster of --cluster, which is not given; received "${label}"`);
    }
    const same = system === ownCluster || system === choice.system;
    return { label, on: same ? { ...choice, devices } : choiceOf(ask, system, devices), pinned: held.pinned };
  });
  if (sides.every(({ on }) => isGpu(on))) refuseWaferFlags(held.wafer, `--compare ${list}`);
  return sides.map(({ label, on, pinned }) => {
    const outcome = outcomeOf(
      ask,
      on,
      isGpu(on) ? { pinned, whole: held.whole, wafer: {} } : { ...held, whole: false, pinned },
    );
    return { label, outcome };
  });
}

type Cell = (plan: Plan) => string;

const rows: readonly (readonly [string, Cell])[] = [
  ["Devices", ({ hardware }) => String(hardware.devices)],
  ["Layout", ({ layout }) => shortLayout(layout)],
  ["Step", ({ stepTime }) => stepDuration(stepTime)],
  ["Run", ({ stepTime, totalSteps }) => duration(stepTime * totalSteps)],
  ["Tokens/s", ({ stepTime, tokensPerStep }) => large(tokensPerStep / stepTime)],
  ["Device hours", ({ stepTime, totalSteps, hardware }) => large((stepTime * totalSteps * hardware.devices) / 3600)],
  ["MFU", ({ modelFlopsUtilization }) => percent(modelFlopsUtilization)],
  ["Memory", ({ memory }) => gibibytes(memory.used)],
  ["Energy", ({ energyPerStep, totalSteps }) => energyWords(energyPerStep * totalSteps)],
];

const secondsOf = ({ outcome }: Side, cause: string): number =>
  outcome.kind === "plan"
    ? outcome.waterfall.filter((each) => each.cause === cause).reduce((sum, each) => sum + each.secondsExposed, 0)
    : 0;

/** Less than this is nothing beside steps of milliseconds. **Unit** s. */
const isWorthALine = (seconds: number): boolean => seconds > 1e-6;

function causeRows(sides: readonly Side[]): string[][] {
  const labels = new Map(
    sides.flatMap(({ outcome }) =>
      outcome.kind === "plan" ? outcome.waterfall.map(({ cause, label }) => [cause, label] as const) : [],
    ),
  );
  return [...labels]
    .map(([cause, label]) => ({ label, times: sides.map((side) => secondsOf(side, cause)) }))
    .filter(({ times }) => times.some(isWorthALine))
    .map(({ label, times }) => [`  ${label}`, ...times.map((time) => (isWorthALine(time) ? duration(time) : "-"))]);
}

/** Sides that fit beside the names of the rows; those that do not follow below. */
function groupsOf(sides: readonly Side[], { width }: Paper): Side[][] {
  const widest = Math.max(11, ...sides.map(({ label }) => label.length)) + 2;
  const causes = sides.flatMap(({ outcome }) => (outcome.kind === "plan" ? outcome.waterfall : []));
  const names = Math.max(12, ...causes.map(({ label }) => label.length + 2));
  const fit = Math.max(1, Math.floor((width - names) / widest));
  return Array.from({ length: Math.ceil(sides.length / fit) }, (_, group) =>
    sides.slice(group * fit, (group + 1) * fit),
  );
}

const headingsOf = (sides: readonly Side[]): string[] => ["", ...sides.map(({ label }) => `${label}>`)];

function factTable(sides: readonly Side[]): string[] {
  const cell = ({ outcome }: Side, of: Cell) => (outcome.kind === "plan" ? of(outcome) : "-");
  return table(
    headingsOf(sides),
    rows.map(([name, of]) => [name, ...sides.map((side) => cell(side, of))]),
  );
}

function verdictLines(sides: readonly Side[], paper: Paper): string[] {
  const plans = sides.filter((side): side is Side & { readonly outcome: Plan } => side.outcome.kind === "plan");
  const [first, ...others] = plans.toSorted((left, right) => left.outcome.stepTime - right.outcome.stepTime);
  if (!first) return [];
  const slower = others.map(({ label, outcome }) => {
    const longer = outcome.stepTime / first.outcome.stepTime - 1;
    return longer < 0.0005 ? `${label} is as fast.` : `${label} takes ${percent(longer)} longer a step.`;
  });
  return [paper.paint("green", `${first.label} is fastest.`), ...slower];
}

/** Whether there is nothing to compare. */
export const refusesAll = (sides: readonly Side[]): boolean =>
  sides.every(({ outcome }) => outcome.kind === "infeasible");

/** Sides beside each other, then where the step's time goes in each, then which is fastest and which are none. */
export function comparisonLines(sides: readonly Side[], paper: Paper): string[] {
  const groups = groupsOf(sides, paper);
  const refused = sides.flatMap(({ label, outcome }) =>
    outcome.kind === "infeasible" ? wrap(`${label}: ${outcome.reason.text}`, paper.width, "") : [],
  );
  if (refusesAll(sides)) return refused;
  return [
    ...groups.flatMap((group) => [...factTable(group), ""]).slice(0, -1),
    ...heading(paper, "Where the step's time goes"),
    ...groups.flatMap((group) => [...table(headingsOf(group), causeRows(group)), ""]),
    ...verdictLines(sides, paper),
    ...refused,
  ];
}
