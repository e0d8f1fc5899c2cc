import { seconds, type Seconds } from "@ingot/units";
import { roundOf, scheduleOf } from "../gpu/pipeline.ts";
import { messagesOf } from "../gpu/schedule/message.ts";
import { pipelineSeconds } from "../gpu/schedule/pipeline-seconds.ts";
import { pipelineTimes, workedLayers } from "../gpu/schedule/stage-times.ts";
import { passesOf, type PipelineTimes } from "../gpu/schedule/times.ts";
import { knownCost, stepCost, type StepCost } from "../gpu/step.ts";
import type { GpuWorkload } from "../gpu/workload.ts";
import type { Ask, GpuLayout, PipelineSchedule, Plan } from "../plan.ts";
import { scheduleSlots } from "./schedule-slots.ts";
import type { Slot, SlotTimes } from "./slot.ts";
import { gpuLayoutOf, settingOf } from "./setting.ts";

/** A pipeline's step to scale: who works on what, when. */
export interface PipelinePicture {
  readonly schedule: PipelineSchedule;
  readonly stages: number;
  readonly chunks: number;
  readonly microbatches: number;
  /** By start, then stage. **Unit** s from the start of the step. */
  readonly slots: readonly Slot[];
  /** Time of which no slots are shown: the steady middle, like what is around it. */
  readonly elided: { readonly from: Seconds; readonly to: Seconds } | undefined;
  /** From the first forward to the last gradient, as drawn. */
  readonly length: Seconds;
  /** The same by the plan's own formula: work of the slowest stage, the bubble and what messages add. */
  readonly predicted: Seconds;
  /** Share of the drawn time in which stages wait. */
  readonly idleShare: number;
}

/** The passes as the plan prices them, with the messages between stages. */
function priced(work: GpuWorkload, layout: GpuLayout): PipelineTimes {
  const known = knownCost(work, layout);
  return pipelineTimes(work, layout, known, workedLayers(work, layout, known), messagesOf(work, layout));
}

/** By stage, then chunk. */
const slotTimes = (passes: PipelineTimes): SlotTimes =>
  Array.from({ length: passes.stages }, (_, stage) => passes.first.map((__, chunk) => passesOf(passes, stage, chunk)));

function shownMicrobatches(layout: GpuLayout, kinds: number, slotsMax: number): number {
  const { pipelineParallel: p, virtualPipeline: v, microbatches } = layout;
  const round = v > 1 ? roundOf(p, microbatches) : p;
  const slotsOfRound = kinds * p * v * round;
  // One round of a very deep pipeline is picture enough, and quick to draw.
  const rounds = Math.max(slotsOfRound > 30_000 ? 1 : 2, Math.floor(slotsMax / slotsOfRound));
  // The last round may be of another size.
  return Math.min(microbatches, rounds * round + (v > 1 ? microbatches % round : 0));
}

/** The steady middle of a step that is not drawn. */
interface Middle {
  /** **Unit** s that it takes, and the micro batches that pass through in them. */
  readonly length: number;
  readonly microbatches: number;
}

/**
 * Cuts a drawing to so many slots: the first and the last of them, for fill and drain are what differs. The last ones
 * stand where they do in the whole step, as late as its steady middle is long.
 */
function elided(drawn: readonly Slot[], slotsMax: number, middle: Middle): Pick<PipelinePicture, "slots" | "elided"> {
  const half = Math.floor(Math.min(slotsMax, drawn.length) / 2);
  const early = drawn.slice(0, half);
  const late = drawn.slice(drawn.length - half).map((slot) => ({
    ...slot,
    start: slot.start + middle.length,
    end: slot.end + middle.length,
    microbatch: slot.microbatch + middle.microbatches,
  }));
  const from = early.reduce((end, slot) => Math.max(end, slot.end), 0);
  const to = late[0]?.start ?? from + middle.length;
  return { slots: [...early, ...late], elided: { from: seconds(from), to: seconds(to) } };
}

/** Share of a step of this length in which stages wait. */
function idleShareOf(times: SlotTimes, microbatches: number, length: number): number {
  const busy = times.flat().reduce((sum, { forward, backward, weight }) => sum + forward + backward + weight, 0);
  // One stage alone never waits, but for rounding.
  return Math.max(0, 1 - (busy * microbatches) / (times.length * length));
}

/**
 * The pipeline's step to scale, with at most `slotsMax` slots: where there are more, the steady middle is left out.
 * **Returns** slots that never overlap on a stage and never start before what they need.
 * **Throws** RangeError for a plan on wafers.
 */
export function pipelineSchedule(ask: Ask, plan: Plan, slotsMax = 4000): PipelinePicture {
  const layout = gpuLayoutOf(plan);
  const { work } = settingOf(ask, plan.hardware, plan.software);
  const { pipelineParallel: stages, virtualPipeline: chunks, microbatches } = layout;
  const schedule = scheduleOf(layout);
  const shown = shownMicrobatches(layout, schedule.startsWith("zb") ? 3 : 2, slotsMax);
  const passes = priced(work, layout);
  const times = slotTimes(passes);
  const drawn = scheduleSlots({ schedule, times, microbatches: shown, round: passes.round, flight: passes.flight });
  const lengthOf = (count: number) => pipelineSeconds(schedule, { ...passes, microbatches: count });
  // The steady middle is as long as so many more micro batches make the step.
  const left = shown === microbatches ? 0 : lengthOf(microbatches) - lengthOf(shown);
  const length = drawn.reduce((latest, slot) => Math.max(latest, slot.end), 0) + left;
  const whole = left === 0 && drawn.length <= slotsMax;
  return {
    schedule,
    stages,
    chunks,
    microbatches,
    length: seconds(length),
    predicted: seconds(pipelineTime(stepCost(work, layout))),
    idleShare: idleShareOf(times, microbatches, length),
    ...(whole
      ? { slots: drawn, elided: undefined }
      : elided(drawn, slotsMax, { length: left, microbatches: microbatches - shown })),
  };
}

/** Of a step, all that happens between its first forward pass and its last gradient. **Unit** s. */
const pipelineTime = (cost: StepCost): number =>
  cost.matrix +
  cost.attention +
  cost.elementwise +
  cost.launch +
  cost.tensor +
  cost.expert +
  cost.context +
  cost.recompute +
  cost.logits +
  cost.bubble +
  cost.pipeline;
