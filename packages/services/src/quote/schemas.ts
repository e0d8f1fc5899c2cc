import { encodings } from "@ingot/datasets";
import { z } from "zod";
import { askFields, oneModel, oneModelRule } from "../plan/ask-fields.ts";
import { countrySchema, instantSchema, moneySchema, pageInputSchema, pageOf, reasonSchema } from "../wire.ts";

/** How the model is trained; every field left out takes the model's published default. */
export const recipeInput = z.strictObject({
  method: z.enum(["pre-training"]).default("pre-training"),
  global_batch_size: z.number().int().min(1).max(1_000_000).optional(),
  sequence_length: z.number().int().min(16).max(131_072).optional(),
  learning_rate: z.number().positive().max(1).optional(),
  warmup_steps: z.number().int().min(0).optional(),
  dtype: z.enum(["bf16", "fp16"]).optional(),
  seed: z.number().int().min(0).max(4_294_967_295).default(1),
});

// Control characters, halves of pairs, and those that turn the direction of what follows.
const plainText = /^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]*$/u;

/** What is trained: a model of the catalog, or one's own. */
const modelFields = {
  model: askFields.model,
  config: askFields.config,
  /** What one's own model is called on every paper; left out, the name in its configuration. */
  model_name: z.string().trim().min(1).max(60).regex(plainText, "a name holds no control characters").optional(),
  /** In which vocabulary one's own model reads; at most as large as its configuration's. */
  tokens_counted_in: z.enum(encodings).optional(),
};

export const quoteAskInput = z
  .strictObject({
    ...modelFields,
    dataset_version: z.string().max(60),
    /** Tokens to train on; or `passes` over the dataset version. Exactly one of the two. */
    tokens: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
    passes: z.number().positive().max(100_000).optional(),
    recipe: recipeInput.prefault({}),
    wish: z
      .strictObject({
        /** A system of the hardware catalog; left out, the cheapest that meets the rest. */
        system: z.string().max(60).optional(),
        devices: z.number().int().min(1).max(16_384).optional(),
        country: countrySchema.optional(),
        finish_by: instantSchema.optional(),
      })
      .prefault({}),
    promise: z.enum(["p50", "p90", "p99"]).default("p90"),
  })
  .refine(oneModel, oneModelRule)
  .refine((ask) => ask.config === undefined || ask.tokens_counted_in !== undefined, {
    message: `one's own model says in which vocabulary it reads: tokens_counted_in is one of ${encodings.join(", ")}`,
    path: ["tokens_counted_in"],
  })
  .refine((ask) => ask.model === undefined || (ask.tokens_counted_in ?? ask.model_name) === undefined, {
    message: "a model of the catalog has its name and its vocabulary: model_name and tokens_counted_in go with config",
    path: ["model"],
  })
  .refine((ask) => (ask.tokens === undefined) !== (ask.passes === undefined), {
    message: "give either tokens or passes, not both and not neither",
    path: ["tokens"],
  });

export const priceLineSchema = z.object({
  code: z.string(),
  label: z.string(),
  inputs: z.record(z.string(), z.string()),
  amount: moneySchema,
  share: z.number(),
});

/** True over predicted throughput: half, and nine in ten, of measured runs that the planner had not seen lie between. */
export const errorBandSchema = z.object({
  class: z.string(),
  rows: z.number(),
  low50: z.number(),
  high50: z.number(),
  low90: z.number(),
  high90: z.number(),
});

export const forecastSchema = z.object({
  duration_seconds: z.object({ mean: z.number(), p50: z.number(), p90: z.number(), p99: z.number() }),
  /** Absent in offers made before bands were kept. */
  error_band: errorBandSchema.optional(),
  faults_expected: z.number(),
  starts_at: instantSchema,
  promised_finish: instantSchema,
  probability: z.number(),
});

export const waterfallBarSchema = z.object({
  cause: z.string(),
  label: z.string(),
  seconds_exposed: z.number(),
  seconds_hidden: z.number(),
});

/** A sharding and what it costs, as the page draws it. */
export const planSchema = z
  .object({
    system: z.string(),
    system_label: z.string(),
    device_kind: z.enum(["gpu", "wafer"]),
    devices: z.number().int(),
    nodes: z.number().int(),
    /** Devices and machines for people: "64 GPUs in 8 DGX H100". */
    hardware_label: z.string(),
    layout: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    tokens_per_step: z.number().int(),
    total_steps: z.number().int(),
    step_time_seconds: z.number(),
    waterfall: z.array(waterfallBarSchema),
    memory: z.object({
      parts: z.array(z.object({ kind: z.string(), label: z.string(), bytes: z.number() })),
      used_bytes: z.number(),
      available_bytes: z.number(),
    }),
    /** `seconds_again`: where its result is kept from an earlier run, as a wafer's compiled program is. */
    startup: z.array(z.object({ phase: z.string(), seconds: z.number(), seconds_again: z.number().optional() })),
    checkpoint: z.object({ every_steps: z.number().int(), pause_seconds: z.number(), bytes: z.number() }),
    model_flops_utilization: z.number(),
    power_watts: z.number(),
    energy_kwh: z.number(),
    reasons: z.array(reasonSchema),
  })
  .meta({ id: "Plan" });

/** What reading these data for so many tokens is expected to give; information, not a term of sale. */
export const learningSchema = z.object({
  unique_tokens: z.number(),
  passes: z.number(),
  expected_loss: z.number(),
  expected_loss_unrepeated: z.number(),
  law: z.string(),
  advice: z.string().nullable(),
});

export const alternativeSchema = z.object({
  system: z.string(),
  system_label: z.string(),
  devices: z.number().int(),
  hardware_label: z.string(),
  country: countrySchema.nullable(),
  outcome: z.enum(["offered", "infeasible"]),
  price: moneySchema.nullable(),
  duration_p50_seconds: z.number().nullable(),
  promised_finish: instantSchema.nullable(),
  reason: z.string().nullable(),
});

export const offerSchema = z.object({
  site: z.object({ id: z.string(), label: z.string(), country: countrySchema }),
  plan: planSchema,
  forecast: forecastSchema,
  price: moneySchema,
  price_lines: z.array(priceLineSchema),
  learning: learningSchema,
});

export const infeasibleSchema = z.object({
  outcome: z.literal("infeasible"),
  reason: reasonSchema,
  needed: z.number(),
  available: z.number(),
  unit: z.string(),
  suggestion: z.string(),
});

/** What is trained, as it was read. */
export const quotedModelSchema = z
  .object({
    id: z.string(),
    label: z.string(),
    parameters: z.number(),
    active_parameters: z.number(),
    tokens_counted_in: z.string().nullable(),
    /** Of one's own model: what its configuration says that neither price nor date holds. */
    ignored: z.array(reasonSchema),
    /** Every size that price and date follow from. */
    shape: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "QuotedModel" });

/** A customer's own architecture, as it stands in the signed document and as it was received. */
export const ownModelSchema = quotedModelSchema
  .extend({
    /** The `config.json` as it was received, as JSON text. */
    config: z.string(),
    /** SHA-256 of that text, which the document states. */
    config_digest: z.string(),
  })
  .meta({ id: "OwnModel" });

const recipeSchema = z.record(z.string(), z.union([z.string(), z.number()]));

/** An answer while the slider moves: nothing is stored, nothing is held. */
export const quotePreviewOutput = z
  .object({
    model: quotedModelSchema,
    /** How it is trained: what was asked, and the published defaults for the rest. */
    recipe: recipeSchema,
    result: z.discriminatedUnion("outcome", [offerSchema.extend({ outcome: z.literal("offered") }), infeasibleSchema]),
    alternatives: z.array(alternativeSchema),
  })
  .meta({ id: "QuotePreview" });

export const quoteStatuses = ["draft", "open", "accepted", "declined", "expired", "superseded", "canceled"] as const;

export const quoteSummarySchema = z
  .object({
    id: z.string(),
    number: z.string(),
    status: z.enum(quoteStatuses),
    model: z.string(),
    model_label: z.string(),
    tokens_contracted: z.number(),
    system: z.string(),
    system_label: z.string(),
    devices: z.number().int(),
    hardware_label: z.string(),
    country: countrySchema,
    price: moneySchema,
    promised_finish: instantSchema,
    probability: z.number(),
    expires_at: instantSchema,
    created_at: instantSchema,
    contract_id: z.string().nullable(),
  })
  .meta({ id: "QuoteSummary" });

export const quoteSchema = quoteSummarySchema
  .extend({
    hash: z.string(),
    signature: z.string(),
    public_key: z.string(),
    /** The canonical JSON that is hashed and signed, byte for byte. */
    document: z.string(),
    dataset_version: z.object({
      id: z.string(),
      dataset_name: z.string(),
      number: z.number(),
      content_hash: z.string(),
    }),
    recipe: recipeSchema,
    /** Null for a model of the catalog. */
    own_model: ownModelSchema.nullable(),
    offer: offerSchema,
    alternatives: z.array(alternativeSchema),
    terms: z.array(z.object({ code: z.string(), text: z.string() })),
    /** The price as the organization pays it today; null where it may not buy yet. */
    with_tax: z.object({ rate: z.string(), note: z.string(), total: moneySchema }).nullable(),
  })
  .meta({ id: "Quote" });

export const quoteListInput = pageInputSchema.extend({ status: z.enum(quoteStatuses).optional() });
export const quoteListOutput = pageOf(quoteSummarySchema);
export const quoteGetInput = z.strictObject({ id: z.string().max(60) });
export const quoteAcceptInput = z.strictObject({
  id: z.string().max(60),
  /** The hash that the customer saw; acceptance means this document and no other. */
  hash: z.string().length(64),
  signed_name: z.string().trim().min(2).max(120),
});
export const quoteAcceptOutput = z.object({ contract_id: z.string() });
/** Checks a document that anybody holds against its hash, signature and arithmetic. */
export const quoteVerifyInput = z.strictObject({
  document: z.string().max(200_000),
  hash: z.string(),
  signature: z.string(),
});
export const quoteVerifyOutput = z.object({
  hash_matches: z.boolean(),
  signature_valid: z.boolean(),
  differences: z.array(z.object({ path: z.string(), stated: z.string(), recomputed: z.string() })),
});
