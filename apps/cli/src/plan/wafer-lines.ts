import type {
  DurationForecast,
  FloorBound,
  FloorRectangle,
  ForecastPoint,
  GpuAlternative,
  LifePhase,
  WaferBound,
  WaferExplanation,
  WaferFloorplan,
} from "@ingot/compute";
import { count, duration, instant, large, money, table } from "../text.ts";
import { memoryLines, waterfallLines } from "./bar-lines.ts";
import { energyWords } from "./energy.ts";
import { heading, percent, wrap, type Paper } from "./paper.ts";
import { hardwareWords, planFacts, planLines } from "./plan-lines.ts";
import { narrowTable } from "./narrow-table.ts";
import { timelineLines } from "./timeline-lines.ts";
import type { OfferPoint, WaferOffers } from "./wafer-offers.ts";

/** The words of the quote's page. */
const boundWords: Readonly<Record<WaferBound, string>> = {
  compute: "cores",
  stream: "weight stream",
  spill: "activations off the wafer",
  input: "input workers",
  kernel: "slowest kernel",
};

const floorWords: Readonly<Record<FloorBound, string>> = {
  matrix: "multiplying",
  reduce: "summing over the fabric",
  elementwise: "element by element",
  stream: "weight stream",
  spill: "activations off the wafer",
};

function fabricWords({ fabric }: WaferFloorplan): string {
  const { rows, columns, meshRows, meshColumns, coreShare, deadCores, spareRows, longestRoute } = fabric;
  const mesh = `${count(meshRows)} × ${count(meshColumns)} cores`;
  if (deadCores.length === 0) {
    return `The program sees ${mesh}: no defects are drawn; --defects SEED draws a wafer with some.`;
  }
  const spare = spareRows === 1 ? "1 row is" : `${count(spareRows)} rows are`;
  return (
    `The program sees ${mesh} around ${count(deadCores.length)} dead ones of ${count(rows)} × ${count(columns)} ` +
    `(${percent(coreShare)}): neighbors lie at most ${longestRoute} ${longestRoute === 1 ? "link" : "links"} apart, ${spare} to spare.`
  );
}

const isFloor = (floor: WaferExplanation["floor"]): floor is WaferFloorplan => floor !== null && "rectangles" in floor;

/** Kernels side by side are many: the slowest decide. */
const kernelsMost = 12;

function kernelRow(each: FloorRectangle): string[] {
  return [
    `  ${each.label}`,
    `${count(each.width)} × ${count(each.height)}`,
    count(each.cores),
    duration(each.seconds),
    percent(each.shareOfStep),
    floorWords[each.bound],
  ];
}

/** What the dead cores of a wafer cost beside the usual mesh. */
function placedLines({ floor, plan }: WaferExplanation, paper: Paper): string[] {
  if (!isFloor(floor) || Math.abs(floor.stepTime / plan.stepTime - 1) < 0.001) return [];
  return wrap(
    `On this mesh a step takes ${duration(floor.stepTime)}; the plan's takes ${duration(plan.stepTime)}.`,
    paper.width,
  );
}

function floorLines(told: WaferExplanation, paper: Paper): string[] {
  const { floor } = told;
  if (!isFloor(floor)) return wrap("The wafer has no mesh.", paper.width);
  const { execution, rectangles, layers } = floor;
  const shown =
    execution === "streamed"
      ? rectangles
      : rectangles.toSorted((left, right) => right.seconds - left.seconds).slice(0, kernelsMost);
  const how =
    execution === "streamed"
      ? `Kernel after kernel has the wafer to itself, all ${layers} layers alike; times are of a step, all layers together.`
      : `Kernels lie side by side; the slowest of ${rectangles.length} come first, and all work at once.`;
  return [
    ...wrap(fabricWords(floor), paper.width),
    ...wrap(how, paper.width),
    ...placedLines(told, paper),
    ...narrowTable(
      ["  KERNEL", "SIDES>", "CORES>", "TIME>", "SHARE>", "BOUND BY"],
      shown.map(kernelRow),
      paper,
      [2, 1],
    ),
    ...(shown.length < rectangles.length ? [`  and ${rectangles.length - shown.length} faster`] : []),
  ];
}

const phaseWords: Readonly<Record<LifePhase["phase"], string>> = {
  compile: "Compile",
  program: "Program the wafers",
  load: "Load the weights",
  train: "Train",
  save: "Save",
  evaluate: "Evaluate",
};

function lifeRow({ phase, seconds, secondsAgain, times }: LifePhase): string[] {
  const notes: Partial<Record<LifePhase["phase"], string>> = {
    train: `${count(times)} steps`,
    save: `${count(times)} checkpoints`,
  };
  const again = secondsAgain === undefined ? "" : `${duration(secondsAgain)} where the program is kept`;
  return [`  ${phaseWords[phase]}`, duration(seconds), notes[phase] ?? again];
}

const dateOf = (point: OfferPoint | undefined): string => instant(point?.finish ?? null).slice(0, 10);
const priceOf = (point: OfferPoint | undefined): string => (point?.price ? money(point.price) : "-");

function scalingRow(point: ForecastPoint, own: number, { points }: WaferOffers): string[] {
  const { systems, outcome, speedup, efficiency, forecast } = point;
  const name = `${systems === own ? "→" : " "} ${systems}`;
  if (outcome.kind === "infeasible" || forecast === null) return [name, "-", "-", "-", "-", "-", "-", "-", "-"];
  const offer = points.find(({ devices }) => devices === systems);
  return [
    name,
    priceOf(offer),
    dateOf(offer),
    duration(outcome.stepTime),
    duration(forecast.p50),
    duration(forecast.p90),
    large((systems * forecast.mean) / 3600),
    energyWords(outcome.power * forecast.mean),
    `${(speedup ?? 1).toFixed(2)}× (${percent(efficiency ?? 1)})`,
  ];
}

const scalingHeadings = ["  SYSTEMS", "PRICE>", "BY>", "STEP>", "P50>", "P90>", "SYSTEM-HOURS>", "ENERGY>", "SPEED>"];

function scalingLines({ scaling, plan }: WaferExplanation, offers: WaferOffers, paper: Paper): string[] {
  const refused = scaling.flatMap(({ systems, outcome }) =>
    outcome.kind === "infeasible" ? wrap(`${systems}: ${outcome.reason.text} ${outcome.suggestion}`, paper.width) : [],
  );
  return [
    ...narrowTable(
      scalingHeadings,
      scaling.map((point) => scalingRow(point, plan.hardware.devices, offers)),
      paper,
      [7, 3, 8, 6],
    ),
    ...refused,
    ...wrap(`P50 and P90 hold start, faults and checkpoints. ${offers.assumed}`, paper.width),
  ];
}

function gpuRow({ plan, forecast }: GpuAlternative, { gpus }: WaferOffers): string[] {
  const { system, devices } = plan.hardware;
  const offer = gpus.find((each) => each.system === system && each.devices === devices);
  return [
    `  ${hardwareWords(plan.hardware)}`,
    priceOf(offer),
    dateOf(offer),
    duration(plan.stepTime),
    duration(forecast.p50),
    large((devices * forecast.mean) / 3600),
    energyWords(plan.power * forecast.mean),
  ];
}

const gpuHeadings = ["  AT LEAST AS FAST", "PRICE>", "BY>", "STEP>", "P50>", "GPU-HOURS>", "ENERGY>"];

function gpuLines({ gpus }: WaferExplanation, offers: WaferOffers, paper: Paper): string[] {
  if (gpus.length === 0) return wrap("No number of H100 or B200 has a plan for it.", paper.width);
  const slower = gpus.filter(({ asFast }) => !asFast).map(({ plan }) => hardwareWords(plan.hardware));
  return [
    ...narrowTable(
      gpuHeadings,
      gpus.map((each) => gpuRow(each, offers)),
      paper,
      [3, 6, 5],
    ),
    ...(slower.length === 0
      ? []
      : wrap(`Slower than the wafers, and the fastest found: ${slower.join("; ")}.`, paper.width)),
  ];
}

function sparseLines({ sparse }: WaferExplanation, paper: Paper): string[] {
  if (sparse === null) return [];
  const { text, law, recipe, denseEnd } = sparse;
  const end =
    denseEnd === null
      ? []
      : [
          `With the last tenth of the tokens dense: ${duration(denseEnd.seconds)} of training instead of ` +
            `${duration(denseEnd.secondsDense)} all dense, ${denseEnd.speedup.toFixed(2)} times as fast.`,
        ];
  return [
    ...heading(paper, "What zeros cost in loss (a law, no term of sale)"),
    ...[text, ...end, `Law: ${law}.`, `Recipe: ${recipe}.`].flatMap((each) => wrap(each, paper.width)),
  ];
}

const special = new Set(["release", "store", "resident", "compile", "zeros"]);

/** The same as sentences: the slowest kernel, the streams, the life, other numbers of systems, GPUs. */
function waferSentences({ floor, timeline, life, scaling, gpus }: WaferExplanation, offers: WaferOffers): string[] {
  const slowest = isFloor(floor)
    ? floor.rectangles.toSorted((left, right) => right.seconds - left.seconds)[0]
    : undefined;
  const before = life.filter(({ phase }) => phase !== "train" && phase !== "save");
  const saving = life.find(({ phase }) => phase === "save");
  const told = (offer: OfferPoint | undefined, forecast: DurationForecast) =>
    `${duration(forecast.p50)}${offer?.price ? ` for ${money(offer.price)}` : ""}, by ${dateOf(offer)}`;
  const points = scaling.flatMap(({ systems, forecast }) =>
    forecast
      ? [
          `${systems}: ${told(
            offers.points.find(({ devices }) => devices === systems),
            forecast,
          )}`,
        ]
      : [],
  );
  const beside = gpus.map(
    ({ plan, forecast }, at) => `${hardwareWords(plan.hardware)} (${told(offers.gpus[at], forecast)})`,
  );
  return [
    ...(isFloor(floor) ? [fabricWords(floor)] : []),
    ...(slowest === undefined
      ? []
      : [
          `Most time goes to ${inSentence(slowest.label)}, ${percent(slowest.shareOfStep)} of the step on ` +
            `${count(slowest.cores)} cores, bound by ${floorWords[slowest.bound]}.`,
        ]),
    timeline === null
      ? "Nothing streams: the weights stay on the wafer."
      : `Weights come in for ${percent(timeline.busy["weights-in"])} of the time, gradients leave for ` +
        `${percent(timeline.busy["gradients-out"])}, cores work for ${percent(timeline.busy.compute)}.`,
    `${duration(before.reduce((sum, { seconds }) => sum + seconds, 0))} pass before the first step (compile, program, load), ` +
      `${duration(saving?.seconds ?? 0)} go to ${count(saving?.times ?? 0)} checkpoints.`,
    `By number of systems, the time of half of all cases and the day by which nine of ten have ended: ${points.join("; ")}.`,
    ...(beside.length === 0
      ? []
      : [`As many GPUs as are at least as fast, or the fastest found: ${beside.join("; ")}.`]),
    offers.assumed,
  ];
}

/** A plan on wafers, then what its quote's page shows, in words. */
export const waferLines = (told: WaferExplanation, offers: WaferOffers, paper: Paper): string[] => [
  ...planLines(told.plan, paper),
  ...heading(paper, "On the wafer, in words (--explain draws it)"),
  ...waferSentences(told, offers).flatMap((sentence) => wrap(sentence, paper.width)),
];

const inSentence = (label: string): string => `${label.charAt(0).toLowerCase()}${label.slice(1)}`;

/** The whole explanation of a plan on wafers, in the words of its quote's page. */
export function waferExplanationLines(told: WaferExplanation, offers: WaferOffers, paper: Paper): string[] {
  const { plan, bound, timeline, life } = told;
  const speed = plan.reasons.filter(({ code }) => code === "speed" || code === "layout");
  const further = plan.reasons.filter(({ code }) => special.has(code));
  return [
    ...planFacts(plan, paper),
    ...heading(paper, `What bounds the step: ${boundWords[bound]}`),
    ...speed.flatMap(({ text }) => wrap(text, paper.width)),
    ...further.flatMap(({ text }) => wrap(text, paper.width)),
    ...sparseLines(told, paper),
    ...heading(paper, "Where the step's time goes"),
    ...waterfallLines(plan.waterfall, plan.stepTime, paper),
    ...heading(paper, "Memory of one system by kind"),
    ...memoryLines(plan.memory.parts, plan.memory.available, paper),
    ...heading(paper, "The layers on the wafer"),
    ...floorLines(told, paper),
    ...heading(paper, "What streams when"),
    ...(timeline
      ? timelineLines(timeline, paper)
      : wrap("Nothing streams: the weights stay on the wafer.", paper.width)),
    ...heading(paper, "The life of the job, without faults"),
    ...table(["  PHASE", "TIME>", ""], life.map(lifeRow)),
    ...heading(paper, "The same program on other numbers of systems"),
    ...scalingLines(told, offers, paper),
    ...heading(paper, "GPUs beside it"),
    ...gpuLines(told, offers, paper),
  ];
}
