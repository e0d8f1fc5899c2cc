// One PostgreSQL for a whole test run, tuned for speed since its data are thrown away, with a migrated template.
import { migrate } from "@ingot/db/migrate";
import { freePort } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import { databaseUrls, ensureRoles, openSuperuser, superuserUrl, type DatabaseUrls } from "./roles.ts";
import { makeSecrets, type Secrets } from "./secrets.ts";
import type { Supervisor } from "./supervisor.ts";

const TEMPLATE = "ingot_template";

const FAST = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  autovacuum: "off",
  max_connections: "300",
};

export interface TestCluster {
  superuser: string;
  /** Login of each role; the database in it is the template and is to be exchanged. */
  roles: DatabaseUrls;
  template: string;
}

async function sealTemplate(port: number, secrets: Secrets): Promise<void> {
  const sql = openSuperuser(port, secrets);
  try {
    // Any open connection to it would make a copy fail.
    await sql.unsafe(`alter database ${TEMPLATE} is_template true allow_connections false`);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

export async function startTestCluster(supervisor: Supervisor, folder: string): Promise<TestCluster> {
  const secrets = makeSecrets();
  const port = await freePort();
  await startPostgres(supervisor, { folder, port, superuserPassword: secrets.superuser, settings: FAST });
  await ensureRoles(port, secrets, TEMPLATE);
  const roles = databaseUrls(port, secrets, TEMPLATE);
  await migrate(roles.migrator);
  await sealTemplate(port, secrets);
  return { superuser: superuserUrl(port, secrets), roles, template: TEMPLATE };
}
