import type { PipelineSchedule } from "../../plan.ts";
import { alternatingSeconds } from "./alternating.ts";
import { interleavedSeconds } from "./interleaved.ts";
import { both, type PipelineTimes } from "./times.ts";
import { foldedSeconds, zeroBubbleSeconds } from "./zero-bubble.ts";

const lengths: Readonly<Record<PipelineSchedule, (times: PipelineTimes) => number>> = {
  "1f1b": alternatingSeconds,
  interleaved: interleavedSeconds,
  "zb-h1": zeroBubbleSeconds,
  "zb-v": foldedSeconds,
};

/** From the first forward pass of a step to its last gradient. **Unit** s. */
export function pipelineSeconds(schedule: PipelineSchedule, times: PipelineTimes): number {
  if (times.stages > 1) return lengths[schedule](times);
  return times.microbatches * times.first.reduce((sum, passes) => sum + both(passes) + passes.weight, 0);
}
