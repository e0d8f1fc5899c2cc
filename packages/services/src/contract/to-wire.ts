import { type Currency, money, toWire } from "@ingot/units";
import type { z } from "zod";
import type { jobSchema } from "../job/schemas.ts";
import { modelLabel } from "../quote/model-columns.ts";
import { hardwareLabel, systemLabel } from "../quote/present.ts";
import type { JobRow } from "./read-billing.ts";
import type { contractEventSchema, contractSchema, contractSummarySchema } from "./schemas.ts";
import type { ContractView } from "./view.ts";

export type ContractWire = z.infer<typeof contractSchema>;
export type ContractSummaryWire = z.infer<typeof contractSummarySchema>;
export type ContractEventWire = z.infer<typeof contractEventSchema>;

/** The job whose status stands for the contract's: the training until it has succeeded, then the validation. */
function tellingJob(jobs: readonly JobRow[]): JobRow | undefined {
  const training = jobs.find(({ kind }) => kind === "training");
  if (training?.status !== "succeeded") return training;
  return jobs.find(({ kind }) => kind === "validation") ?? training;
}

export function summaryToWire({ contract, quote, site, jobs }: ContractView): ContractSummaryWire {
  const telling = tellingJob(jobs);
  const training = jobs.find(({ kind }) => kind === "training");
  return {
    id: contract.id,
    number: contract.number,
    status: contract.status,
    model: quote.modelId,
    model_label: modelLabel(quote),
    system: quote.systemId,
    system_label: systemLabel(quote.systemId),
    devices: quote.devices,
    hardware_label: hardwareLabel(quote.systemId, quote.devices),
    site: { id: site.id, label: site.label, country: site.country },
    price: toWire(money(contract.currency as Currency, contract.priceMinor)),
    tokens_contracted: contract.tokensContracted,
    tokens_trained: Math.min(contract.tokensContracted, (training?.stepsCompleted ?? 0) * quote.tokensPerStep),
    promised_finish: contract.promisedFinish.toISOString(),
    probability: quote.probability,
    estimated_finish: estimateOf(telling),
    finished_at: contract.finishedAt?.toISOString() ?? null,
    accepted_at: contract.acceptedAt.toISOString(),
    job_status: telling?.status ?? "checking",
    status_reason: telling?.statusReason ?? null,
  };
}

function estimateOf(job: JobRow | undefined): ContractSummaryWire["estimated_finish"] {
  if (!job?.estimatedP50 || !job.estimatedP90) return null;
  return { p50: job.estimatedP50.toISOString(), p90: job.estimatedP90.toISOString() };
}

export const jobToWire = (row: JobRow, nodes: readonly string[]): z.infer<typeof jobSchema> => ({
  id: row.id,
  kind: row.kind,
  status: row.status,
  status_reason: row.statusReason,
  fault_party: row.faultParty,
  phase: row.phase,
  queue_position: row.queuePosition,
  steps_completed: row.stepsCompleted,
  total_steps: row.totalSteps,
  steps_lost: row.stepsLost,
  interruptions: row.interruptions,
  started_at: row.startedAt?.toISOString() ?? null,
  finished_at: row.finishedAt?.toISOString() ?? null,
  nodes: [...nodes],
});
