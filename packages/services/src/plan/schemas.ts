import { launchSchedulers, launchTools } from "@ingot/compute";
import { z } from "zod";
import { infeasibleSchema, planSchema } from "../quote/schemas.ts";
import { reasonSchema } from "../wire.ts";
import {
  askFields,
  dtypes,
  hardwareFields,
  oneHardware,
  oneHardwareRule,
  oneModel,
  oneModelRule,
} from "./ask-fields.ts";
import { fieldsOnly } from "./fields-only.ts";
import { planLimits } from "./limits.ts";
import { waferExplanationSchema } from "./wafer-schemas.ts";

export const planComputeInput = fieldsOnly({ ...askFields, ...hardwareFields, explain: z.boolean().default(false) })
  .refine(oneModel, oneModelRule)
  .refine(oneHardware, oneHardwareRule);

export const planCompareInput = fieldsOnly({
  ...askFields,
  sides: z.array(fieldsOnly(hardwareFields).refine(oneHardware, oneHardwareRule)).min(2).max(planLimits.sides),
}).refine(oneModel, oneModelRule);

export const planExportInput = fieldsOnly({
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

const matchSchema = z.object({
  run: z.string(),
  label: z.string(),
  source: z.string(),
  tokens: z.number(),
  /** Tokens by each published fit; null where that fit reaches it with none. */
  fits: z.array(z.object({ fit: z.string(), loss: z.number(), tokens: z.number().nullable() })),
  text: z.string(),
});

export const plannedAskSchema = z.object({
  model: plannedModelSchema,
  tokens: z.number().int(),
  sequence_length: z.number().int(),
  global_batch_size: z.number().int(),
  dtype: z.enum(dtypes),
  /** What a configuration says that the cost does not hold. */
  ignored: z.array(reasonSchema),
  /** The published run whose accuracy decided the tokens, by each law of loss. */
  match: matchSchema.nullable(),
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

/** A change of what was asked that was planned and fits. */
export const changeSchema = z
  .object({
    kind: z.enum(["layout", "devices", "system", "sequence", "batch", "dtype"]),
    text: z.string(),
    /** What would be asked instead. */
    system: z.string(),
    devices: z.number().int(),
    sequence_length: z.number().int(),
    global_batch_size: z.number().int(),
    dtype: z.enum(dtypes),
    layout: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullable(),
    step_time_seconds: z.number(),
    /** How far this is from what was asked, as a factor; 1 is nothing. */
    distance: z.number(),
  })
  .meta({ id: "PlanChange" });

export const planComputeOutput = z.object({
  ask: plannedAskSchema,
  result: planResultSchema,
  /** Of a plan on GPUs, when it was asked for. */
  explanation: explanationSchema.nullable(),
  /** Of a plan on wafers, when it was asked for. */
  wafer: waferExplanationSchema.nullable(),
  /** Of a refusal, when it was asked for and nothing was fixed: what was planned and fits, nearest first. */
  changes: z.array(changeSchema),
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
  /** Published runs whose accuracy can be matched. */
  runs: z.array(
    z.object({ id: z.string(), label: z.string(), parameters: z.number(), tokens: z.number(), source: z.string() }),
  ),
  limits: z.record(z.string(), z.number()),
});
