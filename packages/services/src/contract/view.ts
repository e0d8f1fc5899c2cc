import { tables, type Transaction } from "@ingot/db";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { SiteRow } from "../quote/market.ts";
import { modelColumns } from "../quote/model-columns.ts";
import type { Presentation } from "../quote/presentation.ts";
import type { ContractRow, JobRow } from "./read-billing.ts";

export type RequestKind = "pause" | "resume" | "cancel";

/** A contract with the rows that every page of it shows. */
export interface ContractView {
  readonly contract: ContractRow;
  readonly quote: {
    readonly hash: string;
    readonly modelId: string;
    readonly modelName: string | null;
    readonly systemId: string;
    readonly devices: number;
    readonly probability: number;
    readonly tokensPerStep: number;
    readonly recipe: Presentation["recipe"];
    readonly datasetVersion: Presentation["datasetVersion"];
  };
  readonly site: SiteRow;
  /** The training job, then the validation job. */
  readonly jobs: readonly JobRow[];
}

const { hash, systemId, devices, probability, presentation } = tables.quote;

/** What of a quote's presentation is shown with its contract; the rest of it is large. */
const quoteColumns = {
  hash,
  ...modelColumns,
  systemId,
  devices,
  probability,
  tokensPerStep: sql<number>`(${presentation}->'offer'->'plan'->>'tokens_per_step')::float8`,
  recipe: sql<Presentation["recipe"]>`${presentation}->'recipe'`,
  datasetVersion: sql<Presentation["datasetVersion"]>`${presentation}->'datasetVersion'`,
};

/** Contracts that fulfil a condition, in the order of `orderBy`, with their jobs. */
export async function readViews(
  tx: Transaction,
  where: SQL | undefined,
  page: { readonly orderBy: readonly SQL[]; readonly limit: number },
): Promise<ContractView[]> {
  const rows = await contractRows(tx, where)
    .orderBy(...page.orderBy)
    .limit(page.limit);
  const ids = rows.map((row) => row.contract.id);
  const jobs = ids.length === 0 ? [] : await jobsOf(tx, ids);
  return rows.map((row) => ({ ...row, jobs: jobs.filter((one) => one.contractId === row.contract.id) }));
}

/** One contract, asked for together with its jobs. */
export async function readView(tx: Transaction, where: SQL | undefined, id: string): Promise<ContractView | undefined> {
  const [[row], jobs] = await Promise.all([contractRows(tx, where).limit(1), jobsOf(tx, [id])]);
  return row && { ...row, jobs };
}

function contractRows(tx: Transaction, where: SQL | undefined) {
  const { contract, quote, site } = tables;
  return tx
    .select({ contract, site, quote: quoteColumns })
    .from(contract)
    .innerJoin(quote, eq(quote.id, contract.quoteId))
    .innerJoin(site, eq(site.id, contract.siteId))
    .where(where)
    .$dynamic();
}

function jobsOf(tx: Transaction, contractIds: readonly string[]): Promise<JobRow[]> {
  const { job } = tables;
  return tx
    .select()
    .from(job)
    .where(inArray(job.contractId, [...contractIds]))
    .orderBy(asc(job.kind));
}

/** The job that a person can act on: the training, and once that is over the validation. */
export const activeJob = ({ jobs }: Pick<ContractView, "jobs">): JobRow | undefined =>
  jobs.find(({ terminal, kind }) => !terminal && kind === "training") ?? jobs.find(({ terminal }) => !terminal);

/** What was asked of a job and not yet handled. */
export interface OpenRequest {
  readonly jobId: string;
  readonly kind: RequestKind;
}

/** What was asked of a contract's jobs and not yet handled, newest last. */
export function openRequests(tx: Transaction, contractId: string): Promise<OpenRequest[]> {
  const { jobRequest, job } = tables;
  return tx
    .select({ jobId: jobRequest.jobId, kind: jobRequest.kind })
    .from(jobRequest)
    .innerJoin(job, eq(job.id, jobRequest.jobId))
    .where(and(eq(job.contractId, contractId), isNull(jobRequest.handledAt)))
    .orderBy(asc(jobRequest.effectiveAt), asc(jobRequest.id));
}

const pausable: ReadonlySet<string> = new Set(["queued", "starting", "running", "recovering"]);

/** What may be asked of a contract now, given what was asked already. */
export function allowedRequests(job: JobRow | undefined, requests: readonly OpenRequest[]): RequestKind[] {
  const open = requests.filter(({ jobId }) => jobId === job?.id).map(({ kind }) => kind);
  if (!job || job.status === "canceling" || open.includes("cancel")) return [];
  const last = open.at(-1);
  const rests = last === undefined ? job.status === "paused" || job.status === "pausing" : last === "pause";
  if (rests) return ["resume", "cancel"];
  return pausable.has(job.status) ? ["pause", "cancel"] : ["cancel"];
}
