import { realDelay } from "../clock/delay.ts";
import type { Request } from "../context.ts";
import { decideUpTo } from "./decide.ts";
import { siteNow } from "./lock.ts";
import { storeSite } from "./store.ts";

/** When the broker looks again, and what it left behind. */
export interface SiteRest {
  /** **Unit** real milliseconds; null when nothing is due until somebody wakes it. */
  readonly restMilliseconds: number | null;
  readonly summary: string;
}

/** Events that are due closer together than this are handled in one wake. **Unit** real milliseconds. */
const shortestRest = 250;

/**
 * Handles everything due at a site up to now, in the order of its instants, in one transaction under the site's lock.
 * Killed anywhere, it has happened whole or not at all; called late, it dates nothing later.
 */
export async function advanceSite({ ctx, input }: Request<{ readonly siteId: string }>): Promise<SiteRest> {
  const { told, rest } = await ctx.platform.databases.platform.transaction(async (tx) => {
    const now = await siteNow(tx, input.siteId);
    const { rows, output, waiting } = await decideUpTo(tx, ctx, input.siteId, now);
    const told = await storeSite(tx, ctx, rows, output);
    const next = Math.min(output.nextDueAt ?? Infinity, ...waiting);
    const due = Number.isFinite(next) ? await realDelay(tx, new Date(next)) : null;
    const active = output.jobs.filter((job) => job.endedAt === null);
    const summary = `${active.length} jobs under way, ${output.events.length} events told, decided up to ${now.toISOString()}`;
    return { told, rest: { restMilliseconds: due === null ? null : Math.max(shortestRest, due), summary } };
  });
  for (const { contract, events } of told) {
    const { id: contractId, organizationId } = contract;
    ctx.log.info({ contractId, organizationId, events: events.map(({ type }) => type) }, "told");
  }
  return rest;
}
