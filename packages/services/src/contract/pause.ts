import type { z } from "zod";
import type { Request } from "../context.ts";
import { requestOf } from "./request.ts";
import type { contractActInput } from "./schemas.ts";
import type { ContractWire } from "./to-wire.ts";

/** Rests the run at its next checkpoint; the promised finish moves by the pause. */
export const pauseContract = ({ ctx, input }: Request<z.infer<typeof contractActInput>>): Promise<ContractWire> =>
  requestOf(ctx, "pause", input).then(({ contract }) => contract);
