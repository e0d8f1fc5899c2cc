import { tables } from "@ingot/db";
import { and, eq } from "drizzle-orm";
import { actorId } from "../actor-id.ts";
import type { ServiceContext } from "../context.ts";
import { notFound, ServiceError } from "../errors.ts";
import { enqueue } from "../outbox.ts";
import { siteNow } from "../site/lock.ts";
import { writeTenant } from "../transaction.ts";
import { appendEvents } from "./append-events.ts";
import { cancellationOf, type CancellationWire } from "./cancellation.ts";
import { findView, snapshot } from "./snapshot.ts";
import type { ContractWire } from "./to-wire.ts";
import { activeJob, allowedRequests, openRequests, type RequestKind } from "./view.ts";

/** What was asked, as its answer tells it. */
export interface Requested {
  readonly contract: ContractWire;
  /** Of a cancellation: its bill at the instant it was asked, which is the bill that is settled. */
  readonly cancellation: CancellationWire | null;
}

/**
 * Writes what a customer asks of a contract's job, dated by platform time read once under the site's lock; the site's
 * broker handles it at that instant. **Throws** CONFLICT stating the status when it cannot be asked now.
 */
export async function requestOf(
  ctx: ServiceContext,
  kind: RequestKind,
  input: { readonly id: string },
): Promise<Requested> {
  return writeTenant(ctx, { action: `contract.${kind}`, scope: "contract.write", input }, async (tx, actor) => {
    const { organizationId } = actor;
    const siteId = await siteOf(tx, organizationId, input.id);
    const effectiveAt = await siteNow(tx, siteId);
    const view = await findView(tx, organizationId, input.id);
    const job = activeJob(view);
    const allowed = allowedRequests(job, await openRequests(tx, input.id));
    if (!job || !allowed.includes(kind))
      throw refusal(kind, view.contract.number, job?.status ?? view.contract.status, allowed);
    const cancellation = kind === "cancel" ? await cancellationOf(tx, ctx, view.contract, effectiveAt) : null;
    const id = ctx.platform.newId("request");
    const requestedBy = actorId(actor);
    await tx
      .insert(tables.jobRequest)
      .values({ id, organizationId, jobId: job.id, siteId, kind, requestedBy, effectiveAt });
    await appendEvents(tx, ctx, view.contract, [
      {
        eventKey: `requested:${id}`,
        type: `contract.${kind}_requested`,
        jobId: job.id,
        effectiveAt,
        data: { requested_by: requestedBy, ...(cancellation && billFacts(cancellation)) },
      },
    ]);
    await enqueue(tx, ctx, organizationId, { kind: "site.wake", siteId });
    const facts = { number: view.contract.number, job_id: job.id, effective_at: effectiveAt.toISOString() };
    const data = { ...facts, ...(cancellation && billFacts(cancellation)) };
    const contract = await snapshot(tx, actor, input.id);
    return { result: { contract, cancellation }, subject: { kind: "contract", id: input.id, data } };
  });
}

const billFacts = ({ bill, tokens_delivered }: CancellationWire) => ({ bill, tokens_delivered });

type Tx = Parameters<Parameters<typeof writeTenant>[2]>[0];

async function siteOf(tx: Tx, organizationId: string, id: string): Promise<string> {
  const { contract } = tables;
  const [row] = await tx
    .select({ siteId: contract.siteId })
    .from(contract)
    .where(and(eq(contract.organizationId, organizationId), eq(contract.id, id)));
  if (!row) throw notFound("contract", id);
  return row.siteId;
}

function refusal(kind: RequestKind, number: string, status: string, allowed: readonly RequestKind[]): ServiceError {
  const instead = allowed.length > 0 ? `; it can be asked to ${allowed.join(" or ")}` : "";
  return new ServiceError("CONFLICT", `${number} cannot be asked to ${kind} now: its status is ${status}${instead}`, {
    status,
    allowed,
  });
}
