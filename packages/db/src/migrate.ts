import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as applyMigrations } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";

const folder = fileURLToPath(new URL("../migrations", import.meta.url));
const migrationLock = 7_306_001;

interface JournalEntry {
  readonly idx: number;
  readonly when: number;
  readonly tag: string;
}

/**
 * Brings the database to the newest schema. Several processes may call it at once: one works, the others wait.
 * **Throws** when a migration that was applied has been edited since (drizzle itself compares only dates).
 */
export async function migrate(migratorUrl: string): Promise<{ readonly applied: number }> {
  const client = new pg.Client({ connectionString: migratorUrl, connectionTimeoutMillis: 15_000 });
  client.on("error", () => {}); // told to whoever waits for an answer
  try {
    await client.connect();
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    const before = await appliedHashes(client);
    await refuseEdited(before);
    await applyMigrations(drizzle(client), { migrationsFolder: folder });
    return { applied: (await appliedHashes(client)).length - before.length };
  } finally {
    await client.end();
  }
}

async function appliedHashes(client: pg.Client): Promise<string[]> {
  const table = await client.query<{ name: string | null }>(
    "select to_regclass('drizzle.__drizzle_migrations')::text as name",
  );
  if (!table.rows[0]?.name) return [];
  const { rows } = await client.query<{ hash: string }>(
    "select hash from drizzle.__drizzle_migrations order by created_at, id",
  );
  return rows.map((row) => row.hash);
}

async function refuseEdited(hashes: readonly string[]): Promise<void> {
  const journal = JSON.parse(await readFile(`${folder}/meta/_journal.json`, "utf8")) as { entries: JournalEntry[] };
  for (const [index, hash] of hashes.entries()) {
    const entry = journal.entries[index];
    const text = entry ? await readFile(`${folder}/${entry.tag}.sql`, "utf8") : undefined;
    if (
      !entry ||
      createHash("sha256")
        .update(text ?? "")
        .digest("hex") !== hash
    ) {
      throw new Error(
        `migration ${index} (${entry?.tag ?? "unknown to this version"}) differs from what this database was made with: ` +
          "restore the file, or run `npm run reset` to start with an empty database",
      );
    }
  }
}
