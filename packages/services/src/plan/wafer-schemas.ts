import { z } from "zod";
import { reasonSchema } from "../wire.ts";
import { fieldsOnly } from "./fields-only.ts";

/** What else can be said of a run on wafers. */
export const waferInput = fieldsOnly({
  /** Share of weights that are zero. */
  sparsity: z.number().min(0).max(0.95).optional(),
  /** Share of the work that zeros could save and do save; 0.9 is assumed. */
  harvest: z.number().min(0).max(1).optional(),
  /** Month (`2023-11`) or year of the software; today's when left out. */
  software_date: z
    .string()
    .regex(/^\d{4}(-(0[1-9]|1[0-2]))?$/, "a month such as 2023-11, or a year")
    .optional(),
  execution: z.enum(["streamed", "pipelined"]).optional(),
  /** Draws a wafer with dead cores: planned on the mesh around them. */
  defects_seed: z.string().min(1).max(60).optional(),
}).refine(({ harvest, sparsity }) => harvest === undefined || sparsity !== undefined, {
  message: "harvest says how much of the work zeros save: give sparsity, too",
  path: ["harvest"],
});

const durationSchema = z.object({ p50_seconds: z.number(), p90_seconds: z.number(), mean_seconds: z.number() });

const kernelSchema = z.object({
  name: z.string(),
  label: z.string(),
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  cores: z.number().int(),
  seconds: z.number(),
  share_of_step: z.number(),
  bound: z.enum(["matrix", "reduce", "elementwise", "stream", "spill"]),
});

const floorSchema = z.object({
  execution: z.enum(["streamed", "pipelined"]),
  rows: z.number().int(),
  columns: z.number().int(),
  mesh_rows: z.number().int(),
  mesh_columns: z.number().int(),
  core_share: z.number(),
  dead_cores: z.number().int(),
  spare_rows: z.number().int(),
  longest_route: z.number().int(),
  /** Layers that take the same turns one after the other. */
  layers: z.number().int(),
  kernels: z.array(kernelSchema),
});

const timelineSchema = z.object({
  microbatch_seconds: z.number(),
  repeats: z.number().int(),
  tree_seconds: z.number(),
  /** Busy share of each stream within the micro batch. */
  busy: z.record(z.string(), z.number()),
});

const waferPointSchema = z.object({
  systems: z.number().int(),
  /** The refusal's sentence; null where there is a plan. */
  refusal: z.string().nullable(),
  step_time_seconds: z.number().nullable(),
  speedup: z.number().nullable(),
  efficiency: z.number().nullable(),
  system_hours: z.number().nullable(),
  energy_kwh: z.number().nullable(),
  duration: durationSchema.nullable(),
});

const gpuAlternativeSchema = z.object({
  system: z.string(),
  hardware_label: z.string(),
  devices: z.number().int(),
  step_time_seconds: z.number(),
  device_hours: z.number(),
  energy_kwh: z.number(),
  duration: durationSchema,
  /** Whether its step takes no longer than the wafers'. */
  as_fast: z.boolean(),
});

const sparseSchema = z.object({
  equivalent_parameters: z.number(),
  /** **Unit** nats a token. */
  loss_added: z.number(),
  law: z.string(),
  recipe: z.string(),
  text: z.string(),
  /** Training with the last tenth of the tokens dense, beside all dense. */
  dense_end: z.object({ seconds: z.number(), dense_seconds: z.number(), speedup: z.number() }).nullable(),
});

/** What bounds a plan on wafers, where its layers lie, what streams, its life, and what stands beside it. */
export const waferExplanationSchema = z
  .object({
    bound: z.enum(["compute", "stream", "spill", "input", "kernel"]),
    reasons: z.array(reasonSchema),
    /** Null where the wafer has no mesh, or where layers lie side by side: `ingot plan` places those. */
    floor: floorSchema.nullable(),
    /** Null where the model lives on the wafer: nothing streams. */
    timeline: timelineSchema.nullable(),
    life: z.array(
      z.object({
        phase: z.string(),
        seconds: z.number(),
        seconds_again: z.number().nullable(),
        times: z.number().int(),
      }),
    ),
    scaling: z.array(waferPointSchema),
    gpus: z.array(gpuAlternativeSchema),
    sparse: sparseSchema.nullable(),
  })
  .meta({ id: "WaferExplanation" });
