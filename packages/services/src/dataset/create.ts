import { tables } from "@ingot/db";
import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { platformNow } from "../clock/now.ts";
import type { Request } from "../context.ts";
import { assert, ServiceError } from "../errors.ts";
import { actorId } from "../actor-id.ts";
import { writeTenant } from "../transaction.ts";
import { fenceOf } from "./residency.ts";
import type { datasetCreateInput } from "./schemas.ts";
import { datasetToWire, type DatasetWire } from "./to-wire.ts";

/** Makes an empty dataset, with the fence that each of its versions starts with. Names are unique in an organization. */
export async function createDataset({ ctx, input }: Request<z.infer<typeof datasetCreateInput>>): Promise<DatasetWire> {
  const limits = fenceOf(input.residency);
  return writeTenant(ctx, { action: "dataset.create", scope: "dataset.write", input }, async (tx, actor) => {
    const { dataset } = tables;
    const { organizationId } = actor;
    const row = {
      id: ctx.platform.newId("dataset"),
      organizationId,
      name: input.name,
      description: input.description,
      fence: limits,
      createdBy: actorId(actor),
      createdAt: await platformNow(tx),
    };
    const [made] = await tx.insert(dataset).values(row).onConflictDoNothing().returning();
    if (!made) {
      const [other] = await tx
        .select({ id: dataset.id })
        .from(dataset)
        .where(and(eq(dataset.organizationId, organizationId), eq(dataset.name, input.name)));
      assert(other, "a dataset of this name stood in the way");
      throw new ServiceError("CONFLICT", `a dataset's name is unique, and "${input.name}" exists`, { id: other.id });
    }
    return {
      result: datasetToWire(made, undefined),
      subject: { kind: "dataset", id: made.id, data: { name: made.name } },
    };
  });
}
