import type { WaferLayout } from "../plan.ts";
import type { WaferWork } from "./layer.ts";
import { largestMicrobatch } from "./memory.ts";
import { harvestAssumed } from "./sparsity.ts";
import { waferStep } from "./step.ts";

/** A step's work before it is cut up. */
export type UncutWork = Omit<WaferWork, "layout">;

/** What a layout remembers of its work, as far as it is not the usual. */
function marks(work: UncutWork): Partial<WaferLayout> {
  const { system, mesh, sparsity, release } = work;
  const usual = mesh.columns === system.fabricColumns.value && mesh.rows === system.fabricRows.value;
  return {
    ...(usual ? {} : { meshColumns: mesh.columns, meshRows: mesh.rows }),
    ...(sparsity ? { sparsity: sparsity.share, harvest: sparsity.harvest ?? harvestAssumed } : {}),
    ...(release === 1 ? {} : { release }),
  };
}

/**
 * The fastest way to stream so many sequences of each system: the largest micro batch that divides them and fits, with
 * every layer's activations on the wafer, on activation servers, or computed again.
 * **Returns** undefined when a single sequence does not fit.
 */
export function fastestStream(work: UncutWork, systems: number, sequences: number): WaferWork | undefined {
  let best: { readonly work: WaferWork; readonly total: number } | undefined;
  for (const activations of ["resident", "spilled", "recomputed"] as const) {
    const microbatchSize = largestMicrobatch(work.system, work.model, work.sequenceLength, sequences, activations);
    if (microbatchSize === undefined) continue;
    const accumulation = sequences / microbatchSize;
    const layout: WaferLayout = {
      kind: "wafer",
      systems,
      microbatchSize,
      accumulation,
      activations,
      execution: "streamed",
      ...marks(work),
    };
    const cut = { ...work, layout };
    const { total } = waferStep(cut);
    if (!best || total < best.total) best = { work: cut, total };
  }
  return best?.work;
}

/** The layout of a model that lives on the wafer: sequences follow each other through the layers. */
export const pipelineLayout = (work: UncutWork, systems: number, sequences: number): WaferLayout => ({
  kind: "wafer",
  systems,
  microbatchSize: 1,
  accumulation: sequences,
  activations: "resident",
  execution: "pipelined",
  ...marks(work),
});
