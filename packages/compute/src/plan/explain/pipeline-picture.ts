import { seconds, type Seconds } from "@ingot/units";
import { scheduleOf } from "../gpu/pipeline.ts";
import { messagesOf } from "../gpu/schedule/message.ts";
import { pipelineSeconds } from "../gpu/schedule/pipeline-seconds.ts";
import { pipelineTimes, workedLayers } from "../gpu/schedule/stage-times.ts";
import { passesOf, type PipelineTimes } from "../gpu/schedule/times.ts";
import { knownCost, stepCost } from "../gpu/step.ts";
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
  const slotsOfRound = kinds * p * v * p;
  // One round of a very deep pipeline is picture enough, and quick to draw.
  const rounds = Math.max(slotsOfRound > 30_000 ? 1 : 2, Math.floor(slotsMax / slotsOfRound));
  return Math.min(microbatches, rounds * p);
}

/** Cuts to so many slots: the first and the last of them, for fill and drain are what differs. */
function thinned(slots: readonly Slot[], slotsMax: number): { slots: Slot[]; from: number; to: number } {
  const byStart = slots.toSorted((left, right) => left.start - right.start || left.stage - right.stage);
  const half = Math.floor(slotsMax / 2);
  const early = byStart.slice(0, half);
  const late = byStart.slice(byStart.length - half);
  const from = early.reduce((end, slot) => Math.max(end, slot.end), 0);
  return { slots: [...early, ...late], from, to: late[0]?.start ?? from };
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
  const kinds = schedule.startsWith("zb") ? 3 : 2;
  const shown = shownMicrobatches(layout, kinds, slotsMax);
  const passes = priced(work, layout);
  const times = slotTimes(passes);
  const drawn = scheduleSlots({ schedule, times, microbatches: shown, flight: passes.flight });
  const end = drawn.reduce((latest, slot) => Math.max(latest, slot.end), 0);
  const lengthOf = (count: number) => pipelineSeconds(schedule, { ...passes, microbatches: count });
  // The steady middle is as long as so many more micro batches make the step.
  const left = shown === microbatches ? 0 : lengthOf(microbatches) - lengthOf(shown);
  const cost = stepCost(work, layout);
  const busy = times.flat().reduce((sum, { forward, backward, weight }) => sum + forward + backward + weight, 0);
  const length = end + left;
  const picture = {
    schedule,
    stages,
    chunks,
    microbatches,
    length: seconds(length),
    predicted: seconds(pipelineTime(cost)),
    idleShare: 1 - (busy * microbatches) / (stages * length),
  };
  if (left === 0 && drawn.length <= slotsMax) return { ...picture, slots: drawn, elided: undefined };
  const cut = thinned(drawn, Math.min(slotsMax, drawn.length));
  const late = new Set(cut.slots.slice(Math.floor(cut.slots.length / 2)));
  const slots = cut.slots.map((slot) =>
    late.has(slot)
      ? { ...slot, start: slot.start + left, end: slot.end + left, microbatch: slot.microbatch + microbatches - shown }
      : slot,
  );
  return { ...picture, slots, elided: { from: seconds(cut.from), to: seconds(cut.to + left) } };
}

const pipelineTime = (cost: ReturnType<typeof stepCost>): number =>
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
