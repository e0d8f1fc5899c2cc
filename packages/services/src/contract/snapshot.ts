import { tables, type Transaction } from "@ingot/db";
import { scopesOf } from "@ingot/governance";
import { and, eq, sql } from "drizzle-orm";
import { platformNow } from "../clock/now.ts";
import { notFound } from "../errors.ts";
import { heldNodes } from "../site/store-leases.ts";
import type { requireCustomer } from "../transaction.ts";
import { cancellationPreview, moneyToWire, pausedMilliseconds, readMoneyFacts } from "./read-money.ts";
import { type ContractWire, jobToWire, summaryToWire } from "./to-wire.ts";
import { activeJob, allowedRequests, type ContractView, openRequests, readView } from "./view.ts";

type Customer = ReturnType<typeof requireCustomer>;

/** One contract of an organization. **Throws** NOT_FOUND, whether it is absent or another organization's. */
export async function findView(tx: Transaction, organizationId: string, id: string): Promise<ContractView> {
  const { contract } = tables;
  const view = await readView(tx, and(eq(contract.organizationId, organizationId), eq(contract.id, id)), id);
  if (!view) throw notFound("contract", id);
  return view;
}

/** A contract as its page shows it, at this instant of platform time. All that it stands on is asked for together. */
export async function snapshot(tx: Transaction, actor: Customer, id: string): Promise<ContractWire> {
  const { job: jobs } = tables;
  const [view, now, open, facts, held] = await Promise.all([
    findView(tx, actor.organizationId, id),
    platformNow(tx),
    openRequests(tx, id),
    readMoneyFacts(tx, id),
    heldNodes(tx, sql`select ${jobs.id} from ${jobs} where ${jobs.contractId} = ${id}`),
  ]);
  const { contract, quote } = view;
  const mayAct = scopesOf(actor.role).has("contract.write");
  return {
    ...summaryToWire(view),
    quote_id: contract.quoteId,
    quote_hash: quote.hash,
    accepted_by: contract.signedName,
    canceled_by: contract.canceledBy,
    paused_seconds: pausedMilliseconds(contract, now) / 1000,
    recipe: { ...quote.recipe },
    dataset_version: { ...quote.datasetVersion },
    jobs: view.jobs.map((one) => jobToWire(one, held.get(one.id) ?? [])),
    money: moneyToWire(contract, facts, now),
    actions: mayAct ? allowedRequests(activeJob(view), open) : [],
    cancellation_preview: cancellationPreview(contract, facts),
    validation: contract.validation as ContractWire["validation"],
  };
}
