// Guarantees: no row is lost to a killed server, a leftover one is stopped and a stranger's process never is.
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isAlive } from "../bootstrap/lock.mjs";
import { freePort } from "./ports.ts";
import { startPostgres, type PostgresOptions } from "./postgres.ts";
import { ensureRoles, openSuperuser } from "./roles.ts";
import { makeSecrets } from "./secrets.ts";
import { Supervisor, type RunningPart } from "./supervisor.ts";
import { until } from "./wait.ts";

const secrets = makeSecrets();
let data: string;
let options: PostgresOptions;
let supervisors: Supervisor[];

beforeEach(async () => {
  data = mkdtempSync(path.join(tmpdir(), "ingot-postgres-"));
  supervisors = [];
  options = {
    folder: path.join(data, "postgres"),
    port: await freePort(),
    superuserPassword: secrets.superuser,
    settings: { fsync: "off" },
  };
});
afterEach(async () => {
  await Promise.all(supervisors.map(async (supervisor) => supervisor.stop()));
  rmSync(data, { recursive: true, force: true });
});

async function start(): Promise<RunningPart> {
  const supervisor = new Supervisor(path.join(data, "logs"));
  supervisors.push(supervisor);
  return startPostgres(supervisor, options);
}

async function query(text: string): Promise<unknown[]> {
  const sql = openSuperuser(options.port, secrets);
  try {
    return [...(await sql.unsafe(text))];
  } finally {
    await sql.end();
  }
}

it("goes on with every row after kill -9 of the server", async () => {
  const first = await start();
  await query("create table kept as select generate_series(1, 1000) as n");
  process.kill(first.pid, "SIGKILL");
  await until(() => first.ended() !== undefined, { timeoutMs: 10_000 });
  expect(existsSync(path.join(options.folder, "postmaster.pid"))).toBe(true);
  await start();
  expect(await query("select count(*)::int as count from kept")).toEqual([{ count: 1000 }]);
});

it("stops the server that a killed stack left behind, and takes its place", async () => {
  const leftover = await start();
  await start();
  expect(isAlive(leftover.pid)).toBe(false);
  expect(await query("select 1 as one")).toEqual([{ one: 1 }]);
});

it("leaves a stranger alone that has the pid of the old server by now", async () => {
  const first = await start();
  await supervisors[0]?.stop();
  const lines = [process.pid, options.folder, 1, options.port, "", "127.0.0.1", "", "ready"];
  writeFileSync(path.join(options.folder, "postmaster.pid"), lines.join("\n"));
  await start();
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(first.pid)).toBe(false);
});

it("says that damaged files are damaged", async () => {
  await start();
  await supervisors[0]?.stop();
  cpSync(options.folder, `${options.folder}.kept`, { recursive: true });
  rmSync(path.join(options.folder, "base"), { recursive: true });
  await expect(start()).rejects.toThrow(/PostgreSQL runs, but refuses: .*npm run reset/s);
  await supervisors[1]?.stop();
  rmSync(options.folder, { recursive: true });
  renameSync(`${options.folder}.kept`, options.folder);
  writeFileSync(path.join(options.folder, "global", "pg_control"), "x".repeat(8192));
  await expect(start()).rejects.toThrow(/PostgreSQL could not start from .*npm run reset/s);
  rmSync(path.join(options.folder, "PG_VERSION"));
  await expect(start()).rejects.toThrow("PG_VERSION is missing");
});

it("says so when the kept passwords are not those of the files", async () => {
  await start();
  await supervisors[0]?.stop();
  options = { ...options, superuserPassword: "another" };
  await expect(start()).rejects.toThrow("secrets.json: the file does not belong");
});

it("makes the roles as often as it is asked, with the passwords of today", async () => {
  await start();
  await ensureRoles(options.port, secrets, "ingot");
  await ensureRoles(options.port, { ...secrets, app: "changed" }, "ingot");
  const rows = await query("select rolname from pg_roles where rolname like 'ingot%' order by 1");
  expect(rows).toHaveLength(4);
  const owner = await query("select pg_get_userbyid(datdba) as owner from pg_database where datname = 'ingot'");
  expect(owner).toEqual([{ owner: "ingot_migrator" }]);
});

it("keeps passwords out of the folder once it is made", async () => {
  await start();
  expect(existsSync(`${options.folder}.password`)).toBe(false);
  expect(readFileSync(path.join(options.folder, "pg_hba.conf"), "utf8")).toMatch(
    /^host\s+all\s+all\s+127.0.0.1\/32\s+scram-sha-256/m,
  );
});
