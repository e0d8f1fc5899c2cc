import { type Infeasible, pipelineSchedule, type Plan, topologyOf } from "@ingot/compute";
import type { DrawingsReply, PipelineView, SlotColumns } from "./message.ts";
import type { Resolved } from "./resolve.ts";

const kinds = { forward: 0, backward: 1, weight: 2 } as const;

type Slots = ReturnType<typeof pipelineSchedule>["slots"];

/** Thousands of slots cross to the page as a few blocks of memory, not as thousands of objects. */
function columnsOf(slots: Slots): SlotColumns {
  return {
    stage: Uint16Array.from(slots, ({ stage }) => stage),
    microbatch: Uint16Array.from(slots, ({ microbatch }) => microbatch),
    chunk: Uint8Array.from(slots, ({ chunk }) => chunk),
    kind: Uint8Array.from(slots, ({ kind }) => kinds[kind]),
    start: Float64Array.from(slots, ({ start }) => start),
    end: Float64Array.from(slots, ({ end }) => end),
  };
}

function pipelineView({ ask }: Resolved, made: Plan): PipelineView {
  const { slots, elided, predicted: _predicted, ...picture } = pipelineSchedule(ask, made);
  return { ...picture, slots: columnsOf(slots), elided: elided ?? null };
}

/** Pictures that a plan on GPUs has, and one on wafers has not. */
export function drawingsOf(resolved: Resolved, made: Plan | Infeasible): Omit<DrawingsReply, "kind" | "sequence"> {
  if (made.kind !== "plan" || made.layout.kind !== "gpu") return { pipeline: null, topology: null };
  return { pipeline: pipelineView(resolved, made), topology: topologyOf(resolved.ask, made) };
}
