import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

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
  const sql = postgres(migratorUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${migrationLock})`;
    const before = await appliedHashes(sql);
    await refuseEdited(before);
    await applyMigrations(drizzle(sql), { migrationsFolder: folder });
    return { applied: (await appliedHashes(sql)).length - before.length };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function appliedHashes(sql: postgres.Sql): Promise<string[]> {
  const [table] = await sql`select to_regclass('drizzle.__drizzle_migrations') as name`;
  if (!table?.["name"]) return [];
  const rows = await sql<{ hash: string }[]>`select hash from drizzle.__drizzle_migrations order by created_at, id`;
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
