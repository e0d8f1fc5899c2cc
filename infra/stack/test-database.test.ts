// Guarantees: every test file can have a migrated database and a Temporal server of its own, and no role sees too much.
import { connect } from "node:net";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";
import { testTemporal } from "./test-temporal.ts";

describe("a test database", () => {
  let first: TestDatabase;
  let second: TestDatabase;

  beforeAll(async () => {
    [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  });
  afterAll(async () => {
    await Promise.all([first.drop(), second.drop()]);
  });

  it("lets the four roles in under their own names, none of them a superuser", async () => {
    for (const [key, role] of Object.entries({ app: "ingot_app", platform: "ingot_platform", auth: "ingot_auth" })) {
      const sql = postgres(first[key as "app"], { max: 1 });
      const [row] =
        await sql`select current_user as name, rolsuper, rolbypassrls from pg_roles where rolname = current_user`;
      expect(row).toEqual({ name: role, rolsuper: false, rolbypassrls: false });
      await sql.end();
    }
  });

  it("is migrated, and a table made in one does not exist in the other", async () => {
    const [one, two] = [first, second].map((database) => postgres(database.migrator, { max: 1 }));
    if (one === undefined || two === undefined) throw new Error("two databases were made");
    const [done] = await one`select count(*)::int as count from drizzle.__drizzle_migrations`;
    expect(done?.count).toBeGreaterThan(0);
    await one`create table only_here (id int)`;
    await expect(two`select * from only_here`).rejects.toThrow("does not exist");
    await Promise.all([one.end(), two.end()]);
  });

  it("is gone after drop", async () => {
    const gone = await createTestDatabase();
    await gone.drop();
    const sql = postgres(gone.app, { max: 1 });
    await expect(sql`select 1`).rejects.toThrow("does not exist");
    await sql.end();
  });
});

describe("the Temporal server of a test run", () => {
  it("listens where it says", async () => {
    const { address, namespace } = await testTemporal();
    const [host, port] = address.split(":");
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), host, () => resolve(void socket.end()));
      socket.once("error", reject);
    });
    expect(namespace).toBe("default");
  });
});
