// Guarantee: a pool loses no connection to a transaction that could not even begin.
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../infra/stack/test-database.ts";
import { type Databases, openDatabases } from "./client.ts";

let urls: TestDatabase;
let databases: Databases;
beforeEach(async () => {
  urls = await createTestDatabase();
  databases = openDatabases(urls, 1);
});
afterEach(async () => {
  await databases.close();
  await urls.drop();
});

const count = () => databases.platform.execute("select 1 as one").then(({ rows }) => rows);

it("gives a connection back whose transaction the server refused to begin", async () => {
  const never = async (): Promise<never> => Promise.reject(new Error("the work was begun"));
  const isolationLevel = "nonsense" as "serializable";
  await expect(databases.platform.transaction(never, { isolationLevel })).rejects.toThrow("begin");
  expect(await count()).toEqual([{ one: 1 }]);
});

it("tells why a transaction failed, not that its connection is gone, and opens another", async () => {
  const died = databases.platform.transaction(async (tx) => {
    await tx.execute("select pg_terminate_backend(pg_backend_pid())");
  });
  await expect(died).rejects.toMatchObject({ cause: { code: "57P01" } });
  expect(await count()).toEqual([{ one: 1 }]);
});
