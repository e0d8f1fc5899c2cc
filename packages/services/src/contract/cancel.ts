import type { z } from "zod";
import type { Request } from "../context.ts";
import { requestOf } from "./request.ts";
import type { contractActInput } from "./schemas.ts";
import type { ContractWire } from "./to-wire.ts";

/** Ends a contract early: billed are the tokens at the last verified checkpoint, and the fee on the rest. */
export const cancelContract = ({ ctx, input }: Request<z.infer<typeof contractActInput>>): Promise<ContractWire> =>
  requestOf(ctx, "cancel", input);
