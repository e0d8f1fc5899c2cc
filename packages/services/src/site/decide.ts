import type { SiteOutput } from "@ingot/compute";
import type { Transaction } from "@ingot/db";
import type { ServiceContext } from "../context.ts";
import { checkJobs } from "./check-jobs.ts";
import { loadSite, type SiteRows } from "./load.ts";

/** What happened at a site up to an instant, before it is written. */
export interface Decided {
  readonly rows: SiteRows;
  readonly output: SiteOutput;
  /** Instants at which checks not yet due will be. **Unit** milliseconds since the epoch. */
  readonly waiting: readonly number[];
}

/** Reads a site and lets the fleet tell what happened up to `now`. Writes nothing. */
export async function decideUpTo(tx: Transaction, ctx: ServiceContext, siteId: string, now: Date): Promise<Decided> {
  const rows = await loadSite(tx, siteId, now);
  const until = now.getTime();
  const { due: checks, waiting } = await checkJobs(tx, ctx, rows, until);
  const output = await ctx.platform.fleet.advance({ ...rows.input, checks, until });
  return { rows, output, waiting };
}
