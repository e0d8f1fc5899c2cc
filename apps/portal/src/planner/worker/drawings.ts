import { pipelineSchedule, type Plan, type Topology, topologyOf } from "@ingot/compute";
import type { PipelineView, SlotColumns } from "./message.ts";
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

/** The pipeline of a plan on GPUs; none on wafers. */
export function pipelineView({ ask }: Resolved, made: Plan): PipelineView | null {
  if (made.layout.kind !== "gpu") return null;
  const { slots, elided, predicted: _predicted, ...picture } = pipelineSchedule(ask, made);
  return { ...picture, slots: columnsOf(slots), elided: elided ?? null };
}

/** Who talks to whom in a plan on GPUs; nobody on wafers. */
export const topologyView = ({ ask }: Resolved, made: Plan): Topology | null =>
  made.layout.kind === "gpu" ? topologyOf(ask, made) : null;
