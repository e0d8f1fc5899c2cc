import { z } from "zod";
import { fieldsOnly } from "./fields-only.ts";
import { planLimits } from "./limits.ts";
import { waferInput } from "./wafer-schemas.ts";

const degree = z.number().int().min(1).max(planLimits.devices).optional();
export const dtypes = ["fp32", "tf32", "bf16", "fp16", "fp8", "fp4"] as const;
const devices = z.number().int().min(1).max(planLimits.devices).optional();

/** What of a layout is fixed; the rest is searched. */
export const pinnedLayoutInput = fieldsOnly({
  tensorParallel: degree,
  pipelineParallel: degree,
  dataParallel: degree,
  contextParallel: degree,
  expertParallel: degree,
  /** Devices that share one expert. */
  expertTensorParallel: degree,
  microbatchSize: degree,
  virtualPipeline: degree,
  schedule: z.enum(["1f1b", "interleaved", "zb-h1", "zb-v"]).optional(),
  /** Layers of the end stages; those between share the rest evenly. */
  firstStageLayers: degree,
  lastStageLayers: degree,
  recompute: z.enum(["none", "selective", "full"]).optional(),
  /** Layers of a stage that are computed twice in full. */
  recomputeLayers: degree,
  zeroStage: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).optional(),
  /** Ranks that share one copy of the weights under ZeRO 3 (HSDP). */
  shardRanks: degree,
  /** Layers of a stage whose activations wait in the host's memory. */
  offloadedLayers: z.number().int().min(0).max(planLimits.layers).optional(),
  /** Share of the optimizer's states in the host's memory. */
  offloadedOptimizer: z.number().min(0).max(1).optional(),
  sequenceParallel: z.boolean().optional(),
  gatherAgain: z.boolean().optional(),
  scatterPipeline: z.boolean().optional(),
  contextExchange: z.enum(["ring", "gather"]).optional(),
  overlapGradients: z.boolean().optional(),
  overlapParameters: z.boolean().optional(),
  overlapExperts: z.boolean().optional(),
  /** Dimensions on the topology, innermost first, as `tensor-context-expert-data-pipeline`. */
  order: z.string().max(60).optional(),
});

/** What is trained. */
export const askFields = {
  /** A model of the catalog. */
  model: z.string().max(60).optional(),
  /** A Hugging Face `config.json`, in place of `model`. */
  config: z.record(z.string().max(120), z.unknown()).optional(),
  /** Left out: 20 a parameter. */
  tokens: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  /** A published run whose accuracy decides the tokens, e.g. `chinchilla`; in place of `tokens`. */
  match: z.string().max(60).optional(),
  sequence_length: z.number().int().min(16).max(planLimits.sequenceLength).optional(),
  global_batch_size: z.number().int().min(1).max(planLimits.globalBatchSize).optional(),
  dtype: z.enum(dtypes).default("bf16"),
};

export const oneModel = (ask: { model?: string | undefined; config?: unknown }): boolean =>
  (ask.model === undefined) !== (ask.config === undefined);
export const oneHardware = (side: { system?: string | undefined; cluster?: unknown }): boolean =>
  (side.system === undefined) !== (side.cluster === undefined);
export const oneHardwareRule = { message: "give either system or cluster, not both and not neither", path: ["system"] };
export const oneModelRule = { message: "give either model or config, not both and not neither", path: ["model"] };

/** On what, and what is fixed. */
export const hardwareFields = {
  /** A system of the catalog. */
  system: z.string().max(60).optional(),
  /** A cluster of one's own as docs/your-model-your-cluster.md describes it, in place of `system`. */
  cluster: z.record(z.string().max(120), z.unknown()).optional(),
  /** Left out: a number that makes the run last about two weeks, or all of the cluster. */
  devices,
  layout: pinnedLayoutInput.prefault({}),
  wafer: waferInput.prefault({}),
};
