import { z } from "zod";
import { jobSchema } from "../job/schemas.ts";
import { countrySchema, instantSchema, moneySchema, pageInputSchema, pageOf } from "../wire.ts";

export const contractStatuses = ["awaiting_deposit", "active", "paused", "delivered", "closed", "canceled"] as const;

export const contractSummarySchema = z
  .object({
    id: z.string(),
    number: z.string(),
    status: z.enum(contractStatuses),
    model: z.string(),
    model_label: z.string(),
    system: z.string(),
    system_label: z.string(),
    devices: z.number().int(),
    hardware_label: z.string(),
    site: z.object({ id: z.string(), label: z.string(), country: countrySchema }),
    price: moneySchema,
    tokens_contracted: z.number(),
    tokens_trained: z.number(),
    promised_finish: instantSchema,
    probability: z.number(),
    estimated_finish: z.object({ p50: instantSchema, p90: instantSchema }).nullable(),
    finished_at: instantSchema.nullable(),
    accepted_at: instantSchema,
    job_status: z.string(),
    status_reason: z.string().nullable(),
  })
  .meta({ id: "ContractSummary" });

export const moneyStandingSchema = z.object({
  price: moneySchema,
  invoiced: moneySchema,
  paid: moneySchema,
  held: moneySchema,
  credited: moneySchema,
  late_credit_accruing: moneySchema,
});

/** What canceling at an instant costs, in our terms' words. Before tax. */
export const cancellationSchema = z
  .object({
    /** Platform time. */
    at: instantSchema,
    tokens_delivered: z.number(),
    delivered_share: z.number(),
    lines: z.array(z.object({ code: z.string(), label: z.string(), amount: moneySchema })),
    bill: moneySchema,
    /** The bill less what was invoiced until now: below zero it comes back. */
    balance: moneySchema,
  })
  .meta({ id: "Cancellation" });

export const contractSchema = contractSummarySchema
  .extend({
    quote_id: z.string(),
    quote_hash: z.string(),
    accepted_by: z.string(),
    canceled_by: z.enum(["customer", "provider"]).nullable(),
    paused_seconds: z.number(),
    recipe: z.record(z.string(), z.union([z.string(), z.number()])),
    dataset_version: z.object({
      id: z.string(),
      dataset_name: z.string(),
      number: z.number(),
      content_hash: z.string(),
    }),
    jobs: z.array(jobSchema),
    money: moneyStandingSchema,
    /** What the person who asks may do now. */
    actions: z.array(z.enum(["pause", "resume", "cancel"])),
    /** What canceling would cost by the checkpoints told until now; `contract.cancellation` says it for this instant. */
    cancellation_preview: z.object({ delivered_share: z.number(), bill: moneySchema }).nullable(),
    validation: z.array(z.object({ slice: z.string(), loss: z.number(), perplexity: z.number() })),
  })
  .meta({ id: "Contract" });

export const contractEventSchema = z
  .object({
    id: z.string(),
    sequence: z.number().int(),
    type: z.string(),
    contract_id: z.string(),
    job_id: z.string().nullable(),
    effective_at: instantSchema,
    created_at: instantSchema,
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "ContractEvent" });

export const contractListInput = pageInputSchema.extend({ status: z.enum(contractStatuses).optional() });
export const contractListOutput = pageOf(contractSummarySchema);
export const contractGetInput = z.strictObject({ id: z.string().max(60) });
/** A canceled contract with the bill that it was canceled at: the one that is settled. */
export const contractCanceledSchema = contractSchema
  .extend({ cancellation: cancellationSchema })
  .meta({ id: "CanceledContract" });
export const contractActInput = z.strictObject({ id: z.string().max(60) });
export const contractEventsInput = pageInputSchema.extend({
  id: z.string().max(60),
  after: z.number().int().default(0),
});
export const contractEventsOutput = z.object({ items: z.array(contractEventSchema), last_sequence: z.number().int() });
/** One message of the live stream; `lastEventId` resumes exactly after a lost connection. */
export const contractWatchInput = z.strictObject({ id: z.string().max(60), lastEventId: z.string().optional() });
