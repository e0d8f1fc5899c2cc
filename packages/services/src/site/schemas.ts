import { z } from "zod";
import { countrySchema, instantSchema, pageInputSchema, pageOf } from "../wire.ts";

export const clusterSchema = z.object({
  id: z.string(),
  system: z.string(),
  system_label: z.string(),
  nodes: z.number().int(),
  devices_per_node: z.number().int(),
  nodes_up: z.number().int(),
  nodes_down: z.number().int(),
  nodes_busy: z.number().int(),
});

export const siteSchema = z
  .object({
    id: z.string(),
    label: z.string(),
    country: countrySchema,
    latitude: z.number(),
    longitude: z.number(),
    clusters: z.array(clusterSchema),
    jobs_running: z.number().int(),
    jobs_queued: z.number().int(),
    /** Instant up to which the site's broker has decided everything. */
    frontier: instantSchema,
  })
  .meta({ id: "Site" });

export const nodeSchema = z.object({
  id: z.string(),
  cluster_id: z.string(),
  index: z.number().int(),
  status: z.enum(["up", "down", "draining"]),
  repaired_at: instantSchema.nullable(),
  job_id: z.string().nullable(),
});

export const faultSchema = z
  .object({
    id: z.string(),
    site_id: z.string(),
    node_id: z.string().nullable(),
    job_id: z.string().nullable(),
    cause: z.string(),
    /** Cores of a wafer that died, and whether its spare rows took them without a new compile; null for other faults. */
    dead_cores: z.number().int().nullable(),
    remapped: z.boolean().nullable(),
    injected: z.boolean(),
    effective_at: instantSchema,
    repaired_at: instantSchema.nullable(),
  })
  .meta({ id: "Fault" });

export const fleetJobSchema = z
  .object({
    id: z.string(),
    contract_id: z.string(),
    organization: z.string(),
    site_id: z.string(),
    kind: z.string(),
    model: z.string(),
    status: z.string(),
    status_reason: z.string().nullable(),
    progress: z.number(),
    nodes: z.number().int(),
    promised_finish: instantSchema,
    estimated_finish_p90: instantSchema.nullable(),
    late: z.boolean(),
  })
  .meta({ id: "FleetJob" });

export const siteListOutput = z.object({ items: z.array(siteSchema) });
export const siteGetInput = z.strictObject({ id: z.string().max(60) });
export const siteNodesOutput = z.object({ items: z.array(nodeSchema) });
export const fleetJobsInput = pageInputSchema.extend({ site_id: z.string().max(60).optional() });
export const fleetJobsOutput = pageOf(fleetJobSchema);
export const faultsInput = pageInputSchema.extend({ site_id: z.string().max(60).optional() });
export const faultsOutput = pageOf(faultSchema);
export const nodeBreakInput = z.strictObject({ site_id: z.string().max(60), node_id: z.string().max(60) });
export const nodeBreakOutput = z.object({ id: z.string(), effective_at: instantSchema });
