// Guarantees that no table of a tenant shows a row to a stranger, whatever the query, and that the walls cannot be left out.
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bindOrganization } from "../src/transaction.ts";
import { advanceTo, afterStart, sign } from "./story.ts";
import { createWorld, type World } from "./world.ts";

describe("row level security", () => {
  let world: World;
  let tenantTables: string[];
  beforeAll(async () => {
    world = await createWorld();
    const id = await sign(world, world.lumen);
    await advanceTo(world, id, afterStart(3_600_000));
    const { rows } = await world.databases.platform.execute<{ name: string }>(sql`
      select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'organization_id' order by 1`);
    tenantTables = rows.map(({ name }) => name);
  });
  afterAll(() => world.close());

  const countAs = (organizationId: string | undefined, table: string) =>
    world.databases.app.transaction(async (tx) => {
      if (organizationId !== undefined) await bindOrganization(tx, organizationId);
      const {
        rows: [row],
      } = await tx.execute<{ n: number }>(
        sql`select count(*)::int as n from ${sql.identifier(table)} where organization_id = ${world.lumen.id}`,
      );
      return row?.n;
    });

  it("is forced on every table that names an organization", async () => {
    const { rows } = await world.databases.platform.execute<{ name: string; forced: boolean }>(sql`
      select relname as name, relrowsecurity and relforcerowsecurity as forced from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r'`);
    const forced = new Set(rows.filter((row) => row.forced).map((row) => row.name));
    expect(tenantTables.length).toBeGreaterThan(10);
    expect(tenantTables.filter((name) => !forced.has(name))).toEqual([]);
  });

  it("is owned by none of the roles that work", async () => {
    const { rows } = await world.databases.platform.execute<{ owner: string }>(sql`
      select distinct tableowner as owner from pg_tables where schemaname in ('public', 'auth')`);
    expect(rows.map(({ owner }) => owner)).toEqual(["ingot_migrator"]);
  });

  it("shows the tenant its rows, a stranger none, and nobody none", async () => {
    const filled: string[] = [];
    for (const table of tenantTables) {
      if (((await countAs(world.lumen.id, table)) ?? 0) > 0) filled.push(table);
      expect(await countAs(world.rival.id, table), `${table} for a stranger`).toBe(0);
      expect(await countAs(undefined, table), `${table} for nobody`).toBe(0);
    }
    expect(filled).toEqual(
      expect.arrayContaining([
        "audit_entry",
        "checkpoint",
        "contract",
        "contract_event",
        "dataset",
        "invoice",
        "job",
        "quote",
      ]),
    );
  });

  it("keeps the site's secret and the simulator's state from the application", async () => {
    for (const table of ["site_secret", "job_state", "node", "device_lease"]) {
      await expect(world.databases.app.execute(sql`select * from ${sql.identifier(table)}`), table).rejects.toThrow();
    }
  });
});
