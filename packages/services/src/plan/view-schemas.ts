import { z } from "zod";
import { infeasibleSchema } from "../quote/schemas.ts";
import { askFields, hardwareFields, oneHardware, oneHardwareRule, oneModel, oneModelRule } from "./ask-fields.ts";
import { fieldsOnly } from "./fields-only.ts";
import { plannedAskSchema, planResultSchema } from "./schemas.ts";

const count = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

const question = fieldsOnly({ ...askFields, ...hardwareFields })
  .refine(oneModel, oneModelRule)
  .refine(oneHardware, oneHardwareRule);

const layoutSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const planCurveInput = question;
export const planCurveOutput = z.object({
  ask: plannedAskSchema,
  system: z.string(),
  /** Powers of two, as far as the system goes. */
  points: z.array(
    z.object({
      devices: z.number().int(),
      /** The refusal's sentence; null where there is a plan. */
      refusal: z.string().nullable(),
      step_time_seconds: z.number().nullable(),
      tokens_per_second: z.number(),
      /** Tokens a second and device, over the best of any smaller number. */
      efficiency: z.number(),
      model_flops_utilization: z.number(),
      power_watts: z.number().nullable(),
      layout: layoutSchema.nullable(),
      /** Share of a step by cause. */
      shares: z.record(z.string(), z.number()),
    }),
  ),
  /** Where efficiency falls below a share, and what takes over there. */
  knees: z.array(
    z.object({ share: z.number(), devices: z.number().int(), cause: z.string(), label: z.string(), text: z.string() }),
  ),
  /** Where more devices make the whole slower, and why; null where they never do. */
  turn: z
    .object({ devices: z.number().int(), fastest: z.number().int(), cause: z.string(), text: z.string() })
    .nullable(),
});

export const planFrontInput = question.safeExtend({
  /** Half and twice as many devices, too: then cost has a say beside time. */
  around: z.boolean().default(false),
});
export const planFrontOutput = z.object({
  ask: plannedAskSchema,
  /** Why nothing fits on the devices asked for; null where something does. */
  refusal: infeasibleSchema.nullable(),
  /** Layouts that no other beats in time, cost, energy and free memory at once; fastest first. */
  front: z.array(
    z.object({
      devices: z.number().int(),
      layout: layoutSchema,
      step_time_seconds: z.number(),
      /** Of the whole run without faults and checkpoints. */
      device_hours: z.number(),
      energy_kwh: z.number(),
      headroom_bytes: z.number(),
    }),
  ),
});

const allocationSchema = z.object({
  parameters: z.number(),
  tokens: z.number(),
  tokens_per_parameter: z.number(),
  flops: z.number(),
  loss: z.number(),
  passes: z.number(),
});

export const planAdviseInput = question.safeExtend({
  /** Device-hours to spend, for the size of model that they train best. */
  budget_hours: z.number().positive().max(1e12).optional(),
  /** Tokens that the model will serve, for what serving changes. */
  served_tokens: count.optional(),
  unique_tokens: count.optional(),
});
export const planAdviseOutput = z.object({
  ask: plannedAskSchema,
  /** Why the model asked for fits in no layout; null where it does. Shapes need one that does. */
  refusal: infeasibleSchema.nullable(),
  /** Shapes of nearly the same size that are cheaper to train on this hardware; none where the shape is good as it is. */
  shapes: z.array(
    z.object({
      changes: z.array(z.string()),
      layers: z.number().int(),
      hidden: z.number().int(),
      heads: z.number().int(),
      feed_forward: z.number().int(),
      padded_vocabulary: z.number().int(),
      cheaper: z.number(),
      size: z.number(),
      step_time_seconds: z.number(),
      text: z.string(),
    }),
  ),
  asked: allocationSchema,
  optimal: allocationSchema,
  lifetime: z
    .object({ best: allocationSchema, training_only: allocationSchema, saved: z.number(), text: z.string() })
    .nullable(),
  hours: z
    .object({
      best: z.number().int(),
      candidates: z.array(
        z.object({
          parameters: z.number(),
          tokens: z.number(),
          tokens_per_second: z.number(),
          loss: z.number(),
          step_time_seconds: z.number(),
        }),
      ),
      text: z.string(),
    })
    .nullable(),
});

export const planRunInput = question.safeExtend({
  unique_tokens: count.optional(),
  /** A batch that grows: sequences at first, sequences added each time, tokens until it is full. */
  ramp: z.strictObject({ from: count, increment: count, tokens: count }).optional(),
  /** Steps in which the learning rate rises. */
  warmup_steps: count.optional(),
  /** Steps between evaluations, and tokens of one. */
  evaluation: z.strictObject({ every_steps: count.optional(), tokens: count.optional() }).optional(),
  /** Failures that stop the job, a node and day; the hardware's own when left out. */
  faults_per_node_day: z.number().min(0).max(10).optional(),
});

const runSchema = z.object({
  outcome: z.literal("run"),
  plan: planResultSchema.options[0],
  stages: z.array(
    z.object({
      global_batch_size: z.number(),
      tokens: z.number(),
      steps: z.number().int(),
      step_time_seconds: z.number(),
      seconds: z.number(),
    }),
  ),
  /** Batches of the ramp that the layout cannot share evenly: their steps last as the next one's that it can. */
  uncut_batch_sizes: z.array(z.number()),
  steps: z.number().int(),
  warmup: z.object({ steps: z.number().int(), tokens: z.number() }),
  checkpoints: z.object({ count: z.number().int(), every_steps: z.number().int(), bytes: z.number() }),
  evaluations: z.object({ count: z.number().int(), seconds_each: z.number() }),
  duration_seconds: z.object({ mean: z.number(), p50: z.number(), p90: z.number(), p99: z.number() }),
  faults_expected: z.number(),
  goodput: z.number(),
  /** What is not training at full speed, largest first. */
  costs: z.array(z.object({ cause: z.string(), label: z.string(), seconds: z.number() })),
  /** A law of published runs, no term of sale. **Unit** nats a token. */
  loss: z.object({
    loss: z.number(),
    effective_tokens: z.number(),
    passes: z.number(),
    if_unique: z.record(z.string(), z.number()),
    advice: z.string(),
  }),
  device_hours: z.number(),
  energy_kwh: z.number(),
});

export const planRunOutput = z.object({
  ask: plannedAskSchema,
  result: z.discriminatedUnion("outcome", [runSchema, infeasibleSchema]),
});
