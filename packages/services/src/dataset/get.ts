import type { z } from "zod";
import type { Request } from "../context.ts";
import { readTenant } from "../transaction.ts";
import { findDataset, latestVersions } from "./find.ts";
import type { datasetGetInput } from "./schemas.ts";
import { datasetToWire, type DatasetWire } from "./to-wire.ts";

export async function getDataset({ ctx, input }: Request<z.infer<typeof datasetGetInput>>): Promise<DatasetWire> {
  return readTenant(ctx, "dataset.read", async (tx, actor) => {
    const row = await findDataset(tx, actor.organizationId, input.id);
    return datasetToWire(row, (await latestVersions(tx, [row.id])).get(row.id));
  });
}
