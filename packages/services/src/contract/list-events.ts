import type { z } from "zod";
import type { Request } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { readTenant } from "../transaction.ts";
import { readEvents } from "./read-events.ts";
import type { contractEventsInput, contractEventsOutput } from "./schemas.ts";
import { findView } from "./snapshot.ts";

/** What happened to a contract after a sequence, oldest first. Pages go on by `after`, or by the cursor of a page. */
export async function listContractEvents({
  ctx,
  input,
}: Request<z.infer<typeof contractEventsInput>>): Promise<z.infer<typeof contractEventsOutput>> {
  const start = startOf(input);
  return readTenant(ctx, "contract.read", async (tx, actor) => {
    const { contract } = await findView(tx, actor.organizationId, input.id);
    const items = await readEvents(tx, contract.id, start, input.limit);
    return { items, last_sequence: items.at(-1)?.sequence ?? start };
  });
}

function startOf({ cursor, after }: { readonly cursor?: string | undefined; readonly after: number }): number {
  const start = cursor === undefined ? after : Number(cursor);
  if (Number.isInteger(start) && start >= 0 && start <= 2_147_483_647) return start;
  throw new ServiceError("VALIDATION", `events start after a sequence from 0, received ${cursor ?? after}`);
}
