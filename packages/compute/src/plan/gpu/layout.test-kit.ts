import { findSystem } from "../../hardware/catalog.ts";
import { findModel } from "../../model/catalog.ts";
import type { ModelShape } from "../../model/shape.ts";
import type { GpuLayout } from "../plan.ts";
import { machineOf } from "./machine.ts";
import { softwareCatalog, type SoftwareId } from "./software.ts";
import { workload, type GpuWorkload } from "./workload.ts";

/** A catalog model on a catalog system, for tests of layouts. */
export function workFor(
  model: string | ModelShape,
  changes: Partial<GpuWorkload> & { readonly system?: string; readonly framework?: SoftwareId } = {},
): GpuWorkload {
  const { system = "dgx-h100", framework = "megatron-core", ...rest } = changes;
  const found = typeof model === "string" ? findModel(model) : model;
  const hardware = findSystem(system);
  if (!found || hardware?.kind !== "gpu") throw new Error(`the model and ${system} are in the catalogs`);
  return workload({
    model: found,
    sequenceLength: 4096,
    globalBatchSize: 512,
    dtype: "bf16",
    machine: machineOf(hardware),
    software: softwareCatalog[framework],
    devices: 512,
    ...rest,
  });
}

/** A layout of 512 GPUs and 512 sequences, changed as a test needs. */
export const layoutWith = (changes: Partial<GpuLayout> = {}): GpuLayout => ({
  kind: "gpu",
  tensorParallel: 8,
  pipelineParallel: 4,
  dataParallel: 16,
  virtualPipeline: 1,
  microbatchSize: 1,
  microbatches: 32,
  recompute: "none",
  zeroStage: 1,
  sequenceParallel: true,
  ...changes,
});
