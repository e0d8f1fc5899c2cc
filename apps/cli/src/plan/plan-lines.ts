import { devicesInWords, findSystem, type Infeasible, type Plan, type Refusal as PlanRefusal } from "@ingot/compute";
import { bytes, count, counted, duration, large, stepDuration } from "../text.ts";
import { gibibytes, waterfallLines } from "./bar-lines.ts";
import { energyAtTariff } from "./energy.ts";
import { layoutWords } from "./layout-words.ts";
import { factLines, heading, percent, wrap, type Paper } from "./paper.ts";

/** Devices and machines for people. */
export function hardwareWords({ system: id, devices, described }: Plan["hardware"]): string {
  const system = described ?? findSystem(id);
  return system ? devicesInWords(system, devices) : `${count(devices)} devices, ${id}`;
}

/** What a plan is, in facts. */
export function planFacts(plan: Plan, paper: Paper): string[] {
  const { hardware, memory, checkpoint } = plan;
  const tokensPerSecond = plan.tokensPerStep / plan.stepTime;
  return factLines(
    [
      ["Hardware", hardwareWords(hardware)],
      ["Layout", layoutWords(plan.layout)],
      [
        "Step",
        `${stepDuration(plan.stepTime)}, ${large(plan.tokensPerStep)} tokens, ${large(tokensPerSecond)} tokens/s`,
      ],
      [
        "Run",
        `${counted(plan.totalSteps, "step")}, ${duration(plan.stepTime * plan.totalSteps)} without faults or checkpoints`,
      ],
      ["Utilization", `${percent(plan.modelFlopsUtilization)} of peak (MFU)`],
      ["Memory", `${gibibytes(memory.used)} of ${gibibytes(memory.available)} on the fullest device`],
      [
        "Checkpoint",
        `${bytes(checkpoint.size)} every ${count(checkpoint.everySteps)} steps, ${duration(checkpoint.pause)} pause`,
      ],
      [
        "Power",
        `${count(plan.power / 1000)} kW, ${energyAtTariff(plan.energyPerStep * plan.totalSteps, hardware)} for the run`,
      ],
    ],
    paper,
  );
}

/** A plan: facts, the waterfall, and its reasons. */
export const planLines = (plan: Plan, paper: Paper): string[] => [
  ...planFacts(plan, paper),
  ...heading(paper, "Where the step's time goes"),
  ...waterfallLines(plan.waterfall, plan.stepTime, paper),
  ...heading(paper, "Reasons"),
  ...plan.reasons.flatMap((reason) => wrap(reason.text, paper.width)),
];

const quantity = (value: number, unit: string): string =>
  unit === "B" ? gibibytes(value) : `${count(value)} ${value === 1 ? unit.replace(/s$/, "") : unit}`;

/** What was needed, what there is, and changes that were planned and fit. */
export function refusalLines(
  { needed, available, unit, suggestion }: Infeasible,
  changes: PlanRefusal["changes"],
  paper: Paper,
): string[] {
  const measured = available > 0 ? [`Needed ${quantity(needed, unit)}, available ${quantity(available, unit)}.`] : [];
  if (changes.length === 0) return [...measured, ...wrap(suggestion, paper.width, "")];
  return [
    ...measured,
    ...heading(paper, "What would fit, nearest first"),
    ...changes.flatMap(({ text }) => wrap(text, paper.width)),
  ];
}
