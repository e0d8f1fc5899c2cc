import { bytes, type Bytes } from "@ingot/units";
import { heldLayers, stageMemories } from "../gpu/memory.ts";
import { memoryPartsOf } from "../gpu/waterfall.ts";
import type { Ask, MemoryPart, Plan } from "../plan.ts";
import { gpuLayoutOf, settingOf } from "./setting.ts";

/** Memory of the ranks of one pipeline stage; all ranks of a stage hold as much. */
export interface StageBars {
  readonly stage: number;
  /** Those that its memory is counted for: where nothing says which end of an uneven cut has fewer, the first has all. */
  readonly layers: number;
  /** Ranks of this stage. */
  readonly ranks: number;
  readonly parts: readonly MemoryPart[];
  readonly used: Bytes;
  readonly available: Bytes;
  /** Whether no other stage holds more: the stage that decides whether the plan fits. */
  readonly fullest: boolean;
}

/**
 * **Returns** what each pipeline stage holds, by kind, first to last. The fullest equals the plan's own memory.
 * **Throws** RangeError for a plan on wafers.
 */
export function memoryByRank(ask: Ask, plan: Plan): StageBars[] {
  const layout = gpuLayoutOf(plan);
  const { work } = settingOf(ask, plan.hardware, plan.software);
  const memories = stageMemories(work, layout);
  const fullest = memories.reduce((best, { total }, stage) => (total > (memories[best]?.total ?? 0) ? stage : best), 0);
  return memories.map((memory, stage) => ({
    stage,
    layers: heldLayers(work, layout, stage),
    ranks: plan.hardware.devices / layout.pipelineParallel,
    parts: memoryPartsOf(memory),
    used: bytes(memory.total),
    available: bytes(work.machine.memory),
    fullest: stage === fullest,
  }));
}
