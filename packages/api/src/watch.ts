import { ServiceError } from "@ingot/services";
import type { contractWatchInput } from "@ingot/services/contract/schemas";
import { watchContract } from "@ingot/services/contract/watch";
import { tracked } from "@trpc/server";
import type { z } from "zod";
import type { ApiContext } from "./context.ts";
import { trpcErrorOf } from "./refusal.ts";

const recheckMilliseconds = 15_000;

/**
 * A contract's live stream. It ends with a refusal when the session, the key or the membership behind it is gone: a
 * stream is one long request, and nobody else would look again.
 */
export async function* watchWhileAllowed(
  ctx: ApiContext,
  input: z.infer<typeof contractWatchInput>,
  signal?: AbortSignal,
) {
  const ending = new AbortController();
  const end = () => ending.abort();
  signal?.addEventListener("abort", end, { once: true });
  if (signal?.aborted) end();
  const timer = setInterval(() => {
    void stillTheSame(ctx).then((same) => {
      if (!same) end();
    });
  }, recheckMilliseconds);
  try {
    const messages = watchContract({ ctx: ctx.service, input, signal: ending.signal });
    for await (const { id, message } of messages) yield tracked(id, message);
    // A stream that just ends says that all is told.
    if (!signal?.aborted && !(await stillTheSame(ctx))) {
      throw new ServiceError("UNAUTHENTICATED", "the sign-in or key behind this stream has ended");
    }
  } catch (error) {
    throw trpcErrorOf(error, input);
  } finally {
    clearInterval(timer);
    signal?.removeEventListener("abort", end);
  }
}

/** A database that cannot be asked right now ends nobody's stream. */
async function stillTheSame(ctx: ApiContext): Promise<boolean> {
  const before = ctx.service.actor;
  const now = await ctx.identify().catch(() => undefined);
  if (now === undefined) return true;
  const { actor, refusal } = now;
  if (refusal || actor.kind !== before.kind) return false;
  const same = "organizationId" in actor && "organizationId" in before && "role" in before;
  return same && actor.organizationId === before.organizationId && actor.role === before.role;
}
