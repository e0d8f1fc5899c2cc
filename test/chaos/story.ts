// One story, told again and again: a contract accepted at a fixed platform instant, which a worker then carries through.
import { cpSync } from "node:fs";
import path from "node:path";
import { migrate } from "@ingot/db/migrate";
import { createLog } from "@ingot/services/log";
import { createPlatform } from "@ingot/services/platform";
import type { Platform, ServiceContext } from "@ingot/services";
import { seedDemo } from "@ingot/services/demo/seed";
import { createDataset } from "@ingot/services/dataset/create";
import { uploadDataset } from "@ingot/services/dataset/upload";
import { acceptQuote } from "@ingot/services/quote/accept";
import { createQuote } from "@ingot/services/quote/create";
import postgres from "postgres";
import type { Parts } from "./parts.ts";
import { type Outcome, readOutcome } from "./outcome.ts";

/** Databases are copied from this one, files from the folder of the same name. */
const template = "ingot";
const begins = "2026-12-01T08:00:00.000Z";

const asleep: Platform["engine"] = {
  ensureContract: async () => {},
  wakeBroker: async () => {},
  standings: async () => new Map(),
  describe: async () => undefined,
};

const dataOf = (parts: Parts, database: string) => path.join(parts.folder, "data", database);

/** Seeds, uploads, quotes and accepts while platform time stands still, and keeps the result as the template. */
export async function prepareStory(parts: Parts, siteSeed: string): Promise<{ readonly contractId: string }> {
  await migrate(parts.urls(template).migrator);
  const env = parts.environment(template, dataOf(parts, template));
  const platform = createPlatform({
    env,
    engine: asleep,
    realClock: Date.now,
    log: createLog({ name: "chaos", level: "error" }),
  });
  try {
    await seedDemo(platform, siteSeed);
    await platform.databases.platform.execute(
      `update platform_clock set rate = 0, anchor_platform = '${begins}', anchor_real = clock_timestamp()`,
    );
    await platform.databases.platform.execute(`update site set frontier = '${begins}'`);
    return { contractId: await acceptOne(platform) };
  } finally {
    await platform.databases.close();
  }
}

async function acceptOne(platform: Platform): Promise<string> {
  const ctx = await ownerContext(platform);
  const dataset = await createDataset({ ctx, input: datasetInput });
  const upload = await uploadDataset({ ctx, input: { datasetId: dataset.id, body: rows(2_000) } });
  const quote = await createQuote({
    ctx,
    input: {
      model: "gpt2",
      dataset_version: upload.dataset_version_id ?? "",
      tokens: 2_000_000_000,
      recipe: { method: "pre-training", seed: 7 },
      wish: { system: "dgx-a100-80", devices: 16, country: "FR" },
      promise: "p90",
    },
  });
  const accepted = await acceptQuote({ ctx, input: { id: quote.id, hash: quote.hash, signed_name: "Olympe Garnier" } });
  return accepted.contract_id;
}

const datasetInput = { name: "Prose", description: "", residency: { store: null, process: null, see: null } };

async function* rows(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) {
    yield Buffer.from(`${JSON.stringify({ text: `Row ${index}: the metal runs into the mold and sets.` })}\n`);
  }
}

async function ownerContext(platform: Platform): Promise<ServiceContext> {
  const {
    rows: [row],
  } = await platform.databases.platform.execute<{ user_id: string; organization_id: string }>(
    `select m.user_id, m.organization_id from auth.member m join auth.organization o on o.id = m.organization_id
     where o.slug = 'atelier-lumen' and m.role = 'owner'`,
  );
  if (!row) throw new Error("the demo has an owner of Atelier Lumen");
  const person = { personId: row.user_id, name: "Olympe Garnier", email: "olympe@lumen.example" };
  const actor = { kind: "person" as const, ...person, organizationId: row.organization_id, role: "owner" as const };
  return { platform, actor, requestId: "chaos", log: platform.log };
}

/** Something done to a run when the contract's history has grown to a length. */
export interface Blow {
  readonly atSequence: number;
  readonly strike: (parts: Parts) => Promise<void>;
}

const rate = 40_000;

/** Tells the story once on a copy of the template, with blows; **returns** what the contract left behind. */
export async function tellStory(parts: Parts, name: string, blows: readonly Blow[]): Promise<Outcome> {
  // All stories are of one contract, so of one workflow id: what an earlier one left unfinished must not carry over.
  await parts.killAndRestart("temporal", { forget: true });
  await copyTemplate(parts, name);
  cpSync(dataOf(parts, template), dataOf(parts, name), { recursive: true });
  const url = parts.superuser(name);
  await parts.startApps(parts.environment(name, dataOf(parts, name)));
  await withSql(url, (sql) => sql`select platform_set_rate(${rate}, true)`);
  for (const blow of blows) {
    await until(url, (standing) => standing.sequence >= blow.atSequence || standing.over);
    await blow.strike(parts);
  }
  await until(url, (standing) => standing.over);
  await parts.stopApps();
  return readOutcome(url);
}

async function copyTemplate(parts: Parts, name: string): Promise<void> {
  await withSql(parts.superuser("postgres"), (sql) =>
    sql.unsafe(`create database ${name} template ${template} strategy file_copy owner ingot_migrator`),
  );
}

interface Standing {
  readonly sequence: number;
  readonly over: boolean;
}

async function until(url: string, reached: (standing: Standing) => boolean): Promise<void> {
  for (;;) {
    if (reached(await standing(url))) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function standing(url: string): Promise<Standing> {
  const [row] = await withSql(url, (sql) => sql`select event_sequence, status from contract`);
  return {
    sequence: Number(row?.["event_sequence"] ?? 0),
    over: ["closed", "canceled"].includes(String(row?.["status"])),
  };
}

/** A connection for one question: PostgreSQL may be killed between two. */
async function withSql<Result>(url: string, ask: (sql: postgres.Sql) => PromiseLike<Result>): Promise<Result> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 10 });
  try {
    return await ask(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
