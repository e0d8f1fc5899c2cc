import { launchSchedulers, launchTools } from "@ingot/compute";
import { z } from "zod";
import { infeasibleSchema, planSchema } from "../quote/schemas.ts";
import { reasonSchema } from "../wire.ts";

/** Most that may be asked without an account: what is larger is planned by `ingot plan` on one's own machine. */
export const planLimits = {
  devices: 16_384,
  sequenceLength: 131_072,
  globalBatchSize: 131_072,
  layers: 512,
  experts: 512,
  width: 1_048_576,
  parameters: 1e13,
  configBytes: 16_384,
  sides: 6,
} as const;

const degree = z.number().int().min(1).max(planLimits.devices).optional();
const dtypes = ["fp32", "tf32", "bf16", "fp16", "fp8", "fp4"] as const;
const devices = z.number().int().min(1).max(planLimits.devices).optional();

/** What of a layout is fixed; the rest is searched. */
export const pinnedLayoutInput = z.strictObject({
  tensorParallel: degree,
  pipelineParallel: degree,
  dataParallel: degree,
  contextParallel: degree,
  expertParallel: degree,
  microbatchSize: degree,
  virtualPipeline: degree,
  schedule: z.enum(["1f1b", "interleaved", "zb-h1", "zb-v"]).optional(),
  recompute: z.enum(["none", "selective", "full"]).optional(),
  zeroStage: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).optional(),
});

const askFields = {
  /** A model of the catalog. */
  model: z.string().max(60).optional(),
  /** A Hugging Face `config.json`, in place of `model`. */
  config: z.record(z.string().max(120), z.unknown()).optional(),
  /** Left out: 20 a parameter. */
  tokens: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  sequence_length: z.number().int().min(16).max(planLimits.sequenceLength).optional(),
  global_batch_size: z.number().int().min(1).max(planLimits.globalBatchSize).optional(),
  dtype: z.enum(dtypes).default("bf16"),
};

const oneModel = (ask: { model?: string | undefined; config?: unknown }): boolean =>
  (ask.model === undefined) !== (ask.config === undefined);
const oneHardware = (side: { system?: string | undefined; cluster?: unknown }): boolean =>
  (side.system === undefined) !== (side.cluster === undefined);
const oneHardwareRule = { message: "give either system or cluster, not both and not neither", path: ["system"] };
const oneModelRule = { message: "give either model or config, not both and not neither", path: ["model"] };

const hardwareFields = {
  /** A system of the catalog. */
  system: z.string().max(60).optional(),
  /** A cluster of one's own as docs/your-model-your-cluster.md describes it, in place of `system`. */
  cluster: z.record(z.string().max(120), z.unknown()).optional(),
  /** Left out: a number that makes the run last about two weeks, or all of the cluster. */
  devices,
  layout: pinnedLayoutInput.prefault({}),
};

export const planComputeInput = z
  .object({ ...askFields, ...hardwareFields, explain: z.boolean().default(false) })
  .refine(oneModel, oneModelRule)
  .refine(oneHardware, oneHardwareRule);

export const planCompareInput = z
  .object({
    ...askFields,
    sides: z.array(z.object(hardwareFields).refine(oneHardware, oneHardwareRule)).min(2).max(planLimits.sides),
  })
  .refine(oneModel, oneModelRule);

export const planExportInput = z
  .object({
    ...askFields,
    ...hardwareFields,
    tool: z.enum(launchTools),
    scheduler: z.enum(launchSchedulers).default("slurm"),
    name: z.string().min(1).max(40).optional(),
  })
  .refine(oneModel, oneModelRule)
  .refine(oneHardware, oneHardwareRule);

export const plannedModelSchema = z.object({
  id: z.string(),
  label: z.string(),
  parameters: z.number(),
  active_parameters: z.number(),
});

export const plannedAskSchema = z.object({
  model: plannedModelSchema,
  tokens: z.number().int(),
  sequence_length: z.number().int(),
  global_batch_size: z.number().int(),
  dtype: z.enum(dtypes),
  /** What a configuration says that the cost does not hold. */
  ignored: z.array(reasonSchema),
});

export const planResultSchema = z.discriminatedUnion("outcome", [
  planSchema.extend({ outcome: z.literal("planned") }).meta({ id: "PlannedRun" }),
  infeasibleSchema,
]);

const moveSchema = z.object({ code: z.string(), action: z.string(), gain: z.number(), text: z.string() });

/** Why a step takes its time: Amdahl's bounds, moves, neighbours. */
export const explanationSchema = z
  .object({
    bounds: z.array(
      z.object({
        resource: z.string(),
        label: z.string(),
        step_time_seconds: z.number(),
        speed_up: z.number(),
        text: z.string(),
      }),
    ),
    next: moveSchema.nullable(),
    moves: z.array(moveSchema),
    neighbours: z.array(
      z.object({
        dimension: z.string(),
        change: z.string(),
        verdict: z.enum(["slower", "same", "faster", "does-not-fit", "impossible"]),
        slower: z.number().nullable(),
        bytes: z.number().nullable(),
        text: z.string(),
      }),
    ),
  })
  .meta({ id: "PlanExplanation" });

export const planComputeOutput = z.object({
  ask: plannedAskSchema,
  result: planResultSchema,
  /** Of a plan on GPUs, when it was asked for. */
  explanation: explanationSchema.nullable(),
});

export const planCompareOutput = z.object({ ask: plannedAskSchema, sides: z.array(planResultSchema) });

const fileSchema = z.object({ path: z.string(), content: z.string() });

export const planExportOutput = z.object({
  ask: plannedAskSchema,
  /** The plan that the tool can carry out, or why there is none. */
  result: planResultSchema,
  launch: z.discriminatedUnion("outcome", [
    z.object({
      outcome: z.literal("launch"),
      tool: z.enum(launchTools),
      scheduler: z.enum(launchSchedulers),
      files: z.array(fileSchema),
      notes: z.array(z.string()),
    }),
    z.object({
      outcome: z.literal("refused"),
      tool: z.enum(launchTools),
      dimension: z.string(),
      value: z.string(),
      text: z.string(),
      /** Tools that have an option for it. */
      tools: z.array(z.enum(launchTools)),
    }),
    z.object({ outcome: z.literal("no_plan") }),
  ]),
});

export const planCatalogOutput = z.object({
  models: z.array(plannedModelSchema),
  systems: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      device_kind: z.enum(["gpu", "wafer"]),
      devices_per_node: z.number().int(),
      devices_max: z.number().int(),
      dtypes: z.array(z.string()),
    }),
  ),
  tools: z.array(z.enum(launchTools)),
  schedulers: z.array(z.enum(launchSchedulers)),
  limits: z.record(z.string(), z.number()),
});
