import { hardwareCatalog, type HardwareSystem, type Quantity } from "@ingot/compute";
import { tables } from "@ingot/db";
import { eq, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import type { factSchema, systemListOutput } from "./schemas.ts";

/** Every kind of machine that stands at a site: its numbers with their sources, where and how many. Open to everybody. */
export async function listSystems({ ctx }: Request<unknown>): Promise<z.infer<typeof systemListOutput>> {
  const { cluster, site } = tables;
  const standing = await ctx.platform.databases.app
    .select({
      systemId: cluster.systemId,
      countries: sql<string[]>`array_agg(distinct ${site.country})`,
      devices: sql<number>`sum(${cluster.nodes} * ${cluster.devicesPerNode})::int`,
    })
    .from(cluster)
    .innerJoin(site, eq(site.id, cluster.siteId))
    .groupBy(cluster.systemId);
  const items = hardwareCatalog.flatMap((system) => {
    const here = standing.find(({ systemId }) => systemId === system.id);
    if (!here) return [];
    return {
      id: system.id,
      label: system.label,
      device_kind: system.kind,
      devices_per_node: system.kind === "gpu" ? system.devicesPerNode.value : 1,
      countries: here.countries,
      devices_available: here.devices,
      facts: factsOf(system),
    };
  });
  return { items };
}

const isQuantity = (value: unknown): value is Quantity =>
  typeof value === "object" && value !== null && "unit" in value && "source" in value;

const words = (name: string) => name.replace(/([A-Z])/g, " $1").toLowerCase();

function factsOf(system: HardwareSystem): z.infer<typeof factSchema>[] {
  const { peaks, ...rest } = system.kind === "gpu" ? system : { ...system, peaks: {} };
  const plain = Object.entries(rest).map(([name, value]) => ({ name: words(name), value }));
  const byDtype = Object.entries(peaks).map(([dtype, value]) => ({ name: `peak ${dtype}`, value }));
  return [...plain, ...byDtype].flatMap(({ name, value }) =>
    isQuantity(value)
      ? { name, value: value.value, unit: value.unit, source: value.source, assumed: value.assumed === true }
      : [],
  );
}
