import type { z } from "zod";
import type { Request } from "../context.ts";
import { assert } from "../errors.ts";
import { requestOf } from "./request.ts";
import type { contractActInput, contractCanceledSchema } from "./schemas.ts";

/**
 * Ends a contract early: billed are the tokens at the last checkpoint saved by the instant of this request, and the fee
 * on the rest. **Returns** that bill with the contract.
 */
export async function cancelContract({
  ctx,
  input,
}: Request<z.infer<typeof contractActInput>>): Promise<z.infer<typeof contractCanceledSchema>> {
  const { contract, cancellation } = await requestOf(ctx, "cancel", input);
  assert(cancellation, "a cancellation has its bill");
  return { ...contract, cancellation };
}
