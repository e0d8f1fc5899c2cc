import type { z } from "zod";
import type { Request } from "../context.ts";
import { requestOf } from "./request.ts";
import type { contractActInput } from "./schemas.ts";
import type { ContractWire } from "./to-wire.ts";

/** Lets a paused run go on, back through the queue. */
export const resumeContract = ({ ctx, input }: Request<z.infer<typeof contractActInput>>): Promise<ContractWire> =>
  requestOf(ctx, "resume", input).then(({ contract }) => contract);
