import { tables, type Transaction } from "@ingot/db";
import { scopesOf } from "@ingot/governance";
import { and, asc, eq } from "drizzle-orm";
import { platformNow } from "../clock/now.ts";
import type { ServiceContext } from "../context.ts";
import { notFound } from "../errors.ts";
import { heldNodes } from "../site/store-leases.ts";
import type { requireCustomer } from "../transaction.ts";
import { pausedMilliseconds, previewCancellation, readMoney } from "./read-money.ts";
import { type ContractWire, jobToWire, summaryToWire } from "./to-wire.ts";
import { activeJob, allowedRequests, type ContractView, openRequests, readViews } from "./view.ts";

type Customer = ReturnType<typeof requireCustomer>;

/** One contract of an organization. **Throws** NOT_FOUND, whether it is absent or another organization's. */
export async function findView(tx: Transaction, organizationId: string, id: string): Promise<ContractView> {
  const { contract } = tables;
  const where = and(eq(contract.organizationId, organizationId), eq(contract.id, id));
  const [view] = await readViews(tx, where, { orderBy: [asc(contract.id)], limit: 1 });
  if (!view) throw notFound("contract", id);
  return view;
}

/** A contract as its page shows it, at this instant of platform time. */
export async function snapshot(
  tx: Transaction,
  ctx: ServiceContext,
  actor: Customer,
  id: string,
): Promise<ContractWire> {
  const view = await findView(tx, actor.organizationId, id);
  const now = await platformNow(tx);
  const { contract, quote, jobs } = view;
  const job = activeJob(view);
  const open = job ? await openRequests(tx, job.id) : [];
  const mayAct = scopesOf(actor.role).has("contract.write");
  // Leases lie beside the tenants' tables: asked for by the ids of jobs that the tenant was just shown to own.
  const ids = jobs.map((one) => one.id);
  const held = await ctx.platform.databases.platform.transaction((platform) => heldNodes(platform, ids));
  return {
    ...summaryToWire(view),
    quote_id: contract.quoteId,
    quote_hash: quote.hash,
    accepted_by: contract.signedName,
    canceled_by: contract.canceledBy,
    paused_seconds: pausedMilliseconds(contract, now) / 1000,
    recipe: { ...quote.recipe },
    dataset_version: { ...quote.datasetVersion },
    jobs: jobs.map((one) => jobToWire(one, held.get(one.id) ?? [])),
    money: await readMoney(tx, contract, now),
    actions: mayAct ? allowedRequests(job, open) : [],
    cancellation_preview: await previewCancellation(tx, contract),
    validation: contract.validation as ContractWire["validation"],
  };
}
