import type { ServiceContext } from "../context.ts";
import { decideUpTo } from "./decide.ts";
import { siteInstant } from "./lock.ts";

/** Tokens at a contract's last checkpoint at an instant. */
export interface TokensSaved {
  readonly at: Date;
  /** Undefined once the training has ended: then the rows have told all of it. */
  readonly tokens: number | undefined;
}

/**
 * What the site's machines have saved of a contract's training, also where nobody has told it yet: the broker writes it
 * a moment later. At `at`, read by the caller under the site's lock; else now. Writes nothing.
 */
export function tokensSaved(
  ctx: ServiceContext,
  contract: { readonly id: string; readonly siteId: string },
  at?: Date,
): Promise<TokensSaved> {
  // One snapshot: the broker may write between two reads.
  const snapshot = { isolationLevel: "repeatable read", accessMode: "read only" } as const;
  return ctx.platform.databases.platform.transaction(async (tx) => {
    const now = at ?? (await siteInstant(tx, contract.siteId));
    const { rows, output } = await decideUpTo(tx, ctx, contract.siteId, now);
    const training = rows.jobs.find(({ contractId, kind }) => contractId === contract.id && kind === "training");
    const state = training && output.jobs.find(({ id }) => id === training.id);
    return { at: now, tokens: state && Math.min(state.plan.tokens, state.savedStep * state.plan.tokensPerStep) };
  }, snapshot);
}
