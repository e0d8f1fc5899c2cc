import type { z } from "zod";
import type { Request } from "../context.ts";
import { readTenant } from "../transaction.ts";
import type { contractGetInput } from "./schemas.ts";
import { snapshot } from "./snapshot.ts";
import type { ContractWire } from "./to-wire.ts";

export async function getContract({ ctx, input }: Request<z.infer<typeof contractGetInput>>): Promise<ContractWire> {
  return readTenant(ctx, "contract.read", (tx, actor) => snapshot(tx, actor, input.id));
}
