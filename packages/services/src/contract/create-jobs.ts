import { type JobSpec, jobPlanOf, lossCurve, newJob, programOf, throughputSigma } from "@ingot/compute";
import { tables, type Transaction } from "@ingot/db";
import { eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { assert } from "../errors.ts";
import { sha256 } from "../quote/digest.ts";
import type { SignedPaper } from "../quote/document.ts";
import { keptModel } from "../quote/model.ts";
import type { Presentation } from "../quote/presentation.ts";
import type { QuoteRow } from "../quote/to-wire.ts";
import { validationPlan, validationSlices } from "../quote/validation-plan.ts";
import type { NewEvent } from "./append-events.ts";

export interface JobsToMake {
  readonly quote: QuoteRow;
  readonly document: SignedPaper;
  readonly contractId: string;
  readonly holdStart: Date;
  readonly now: Date;
}

/**
 * Writes a contract's training job and the validation job that follows it, with what the simulator carries of them.
 * Their seeds follow from the signed quote; what a run's true speed is, the site draws from its own secret.
 * **Returns** their events.
 */
export async function createJobs(tx: Transaction, ctx: ServiceContext, make: JobsToMake): Promise<NewEvent[]> {
  const trainingId = ctx.platform.newId("job");
  const training = await trainingSpec(tx, make, trainingId);
  const validation: JobSpec = {
    ...training,
    id: ctx.platform.newId("job"),
    kind: "validation",
    seed: seedOf(make, "validation"),
    after: trainingId,
    plan: validationPlan(training.plan),
    slices: validationSlices,
  };
  const events: NewEvent[] = [];
  for (const spec of [training, validation]) {
    await writeJob(tx, make, spec);
    events.push({
      eventKey: `job.created:${spec.kind}`,
      type: "job.created",
      jobId: spec.id,
      effectiveAt: make.now,
      data: { kind: spec.kind, total_steps: spec.plan.totalSteps, devices: spec.devices, system: spec.systemId },
    });
  }
  return events;
}

const seedOf = ({ quote, document }: JobsToMake, kind: string): string =>
  sha256(`${document.seed}\n${quote.hash}\n${kind}`);

async function trainingSpec(tx: Transaction, make: JobsToMake, id: string): Promise<JobSpec> {
  const { quote, document } = make;
  const { plan, recipe } = quote.presentation as Presentation;
  const [site] = await tx.select().from(tables.site).where(eq(tables.site.id, quote.siteId));
  const model = keptModel(quote)?.shape;
  assert(site && model, `quote ${quote.id} names a site and a model`);
  const tokens = quote.tokensContracted;
  return {
    id,
    kind: "training",
    seed: seedOf(make, "training"),
    after: null,
    priority: 0,
    holdStart: make.holdStart.getTime(),
    systemId: quote.systemId,
    clusterId: null,
    devices: quote.devices,
    plan: jobPlanOf(plan, {
      tokens,
      throughputSigma: throughputSigma(plan),
      faults: site.faultProfile,
      program: programOf(
        {
          model,
          sequenceLength: Number(recipe["sequence_length"]),
          dtype: recipe["dtype"] === "fp16" ? "fp16" : "bf16",
        },
        plan,
      ),
    }),
    lossCurve: lossCurve({ model, tokens, uniqueTokens: Number(document.dataset_version.tokens) }),
  };
}

async function writeJob(tx: Transaction, { quote, contractId, now }: JobsToMake, spec: JobSpec): Promise<void> {
  assert(spec.kind === "training" || spec.kind === "validation", "a contract has a training and a validation job");
  const state = newJob(spec);
  await tx.insert(tables.job).values({
    id: spec.id,
    organizationId: quote.organizationId,
    contractId,
    siteId: quote.siteId,
    kind: spec.kind,
    status: state.status,
    totalSteps: spec.plan.totalSteps,
    createdAt: now,
  });
  await tx.insert(tables.jobState).values({ jobId: spec.id, siteId: quote.siteId, state });
}
