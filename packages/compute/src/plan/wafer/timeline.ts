import { seconds, type Seconds } from "@ingot/units";
import type { Ask, Plan } from "../plan.ts";
import { workOfPlan } from "./plan-wafer.ts";
import { type PassSeconds, stepPasses, treeEfficiency } from "./step.ts";

export type TimelineLane = "weights-in" | "compute" | "gradients-out" | "activations";

/** Something that happens from one moment of the step to another. */
export interface TimelineSegment {
  readonly lane: TimelineLane;
  readonly pass: "forward" | "backward" | "head" | "recompute";
  /** From 0; the number of layers stands for the output layer. */
  readonly layer: number;
  readonly from: Seconds;
  readonly to: Seconds;
}

/** The streams of one micro batch, and how often a step repeats it. */
export interface StreamingTimeline {
  readonly segments: readonly TimelineSegment[];
  readonly layers: number;
  /** Length of the micro batch that the segments tell. */
  readonly microbatchTime: Seconds;
  readonly repeats: number;
  /** Lost to the tree over all systems, a step. */
  readonly treeTime: Seconds;
  readonly stepTime: Seconds;
  /** Busy share of each lane within the micro batch. */
  readonly busy: Readonly<Record<TimelineLane, number>>;
}

class Telling {
  readonly segments: TimelineSegment[] = [];
  at = 0;

  add(lane: TimelineLane, pass: TimelineSegment["pass"], layer: number, from: number, length: number): void {
    if (length > 0) this.segments.push({ lane, pass, layer, from: seconds(from), to: seconds(from + length) });
  }

  /** One pass: weights come in ahead of the work that needs them, gradients leave behind it. */
  tell(pass: TimelineSegment["pass"], layer: number, of: PassSeconds): void {
    const start = this.at;
    this.add("weights-in", pass, layer, Math.max(0, start - of.weightsIn), of.weightsIn);
    this.add("compute", pass, layer, start, of.compute);
    this.add("activations", pass, layer, start, of.activations);
    this.add("gradients-out", pass, layer, start + of.total, of.gradientsOut);
    this.at = start + of.total;
  }
}

/**
 * One micro batch as it streams: weights in, compute, gradients out, activations off the wafer, layer by layer.
 * **Throws** RangeError for a plan of GPUs, or one whose model lives on the wafer: nothing streams there.
 */
export function streamingTimeline(ask: Ask, plan: Plan): StreamingTimeline {
  const work = workOfPlan(ask, plan);
  if (work.layout.execution === "pipelined") {
    throw new RangeError("a timeline tells a streamed plan, received a pipelined one: its weights stay on the wafer");
  }
  const { forward, backward, head, again } = stepPasses(work);
  const { layers } = work.model;
  const telling = new Telling();
  telling.at = forward.weightsIn;
  for (let layer = 0; layer < layers; layer++) telling.tell("forward", layer, forward);
  telling.tell("head", layers, head);
  for (let layer = layers - 1; layer >= 0; layer--) {
    telling.add("compute", "recompute", layer, telling.at, again);
    telling.at += again;
    telling.tell("backward", layer, backward);
  }
  const length = telling.at + backward.gradientsOut;
  const busy = { "weights-in": 0, compute: 0, "gradients-out": 0, activations: 0 };
  for (const { lane, from, to } of telling.segments) busy[lane] += (to - from) / length;
  return {
    segments: telling.segments,
    layers,
    microbatchTime: seconds(length),
    repeats: work.layout.accumulation,
    treeTime: seconds(plan.stepTime * (1 - treeEfficiency(work.layout.systems))),
    stepTime: plan.stepTime,
    busy,
  };
}
