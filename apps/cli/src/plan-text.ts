import { devicesInWords, findSystem, type Plan } from "@ingot/compute";
import { bar, bytes, count, duration, facts, large } from "./text.ts";

const barWidth = 28;

export function planLines(plan: Plan): string[] {
  const { hardware, memory, checkpoint } = plan;
  return [
    ...facts([
      ["Hardware", hardwareInWords(hardware)],
      ["Layout", layoutOf(plan)],
      ["Step", `${duration(plan.stepTime)}, ${large(plan.tokensPerStep)} tokens`],
      [
        "Run",
        `${count(plan.totalSteps)} steps, ${duration(plan.stepTime * plan.totalSteps)} without faults or checkpoints`,
      ],
      ["Utilization", `${(plan.modelFlopsUtilization * 100).toFixed(1)} % of peak (MFU)`],
      ["Memory", `${bytes(memory.used)} of ${bytes(memory.available)} on the fullest device`],
      [
        "Checkpoint",
        `${bytes(checkpoint.size)} every ${count(checkpoint.everySteps)} steps, ${duration(checkpoint.pause)} pause`,
      ],
      ["Power", `${count(plan.power / 1000)} kW`],
    ]),
    "",
    "Where the step's time goes",
    ...waterfallLines(plan),
    "",
    "Reasons",
    ...plan.reasons.map((reason) => `  ${reason.text}`),
  ];
}

function hardwareInWords({ system: id, devices }: Plan["hardware"]): string {
  const system = findSystem(id);
  return system ? devicesInWords(system, devices) : `${count(devices)} devices, ${id}`;
}

/** Each bar begins where the one before ended, so that the last one ends at the step time. */
function waterfallLines({ waterfall, stepTime }: Plan): string[] {
  const width = Math.max(...waterfall.map((each) => each.label.length));
  let before = 0;
  return waterfall.map((each) => {
    const start = Math.round((before / stepTime) * barWidth);
    before += each.secondsExposed;
    const drawn = `${" ".repeat(Math.min(start, barWidth))}${bar(each.secondsExposed / stepTime, barWidth)}`;
    const hidden = each.secondsHidden > 0 ? `  (${duration(each.secondsHidden)} hidden)` : "";
    const share = `${((100 * each.secondsExposed) / stepTime).toFixed(1)} %`.padStart(7);
    return `  ${each.label.padEnd(width)}  ${drawn.padEnd(barWidth + 1)}  ${duration(each.secondsExposed).padStart(8)} ${share}${hidden}`;
  });
}

const layoutOf = ({ layout }: Plan): string =>
  Object.entries(layout)
    .filter(([name]) => name !== "kind")
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
