import postgres from "postgres";
import type { Secrets } from "./secrets.ts";

/** Role of the database → its key among the secrets. Roles belong to the cluster, so they are made once, with it. */
const ROLES = { ingot_migrator: "migrator", ingot_app: "app", ingot_platform: "platform", ingot_auth: "auth" } as const;

export interface DatabaseUrls {
  app: string;
  platform: string;
  auth: string;
  migrator: string;
}

export const superuserUrl = (port: number, secrets: Secrets, database = "postgres"): string =>
  `postgres://postgres:${secrets.superuser}@127.0.0.1:${port}/${database}`;

export function databaseUrls(port: number, secrets: Secrets, database: string): DatabaseUrls {
  const url = (role: keyof typeof ROLES): string =>
    `postgres://${role}:${secrets[ROLES[role]]}@127.0.0.1:${port}/${database}`;
  return {
    app: url("ingot_app"),
    platform: url("ingot_platform"),
    auth: url("ingot_auth"),
    migrator: url("ingot_migrator"),
  };
}

export const openSuperuser = (port: number, secrets: Secrets): postgres.Sql =>
  postgres(superuserUrl(port, secrets), { max: 1, onnotice: () => {}, connect_timeout: 10 });

/** The four login roles with their kept passwords, and the database that the migrator owns. Twice changes nothing. */
export async function ensureRoles(port: number, secrets: Secrets, database: string): Promise<void> {
  const sql = openSuperuser(port, secrets);
  try {
    const known = new Set((await sql<{ rolname: string }[]>`select rolname from pg_roles`).map((row) => row.rolname));
    for (const [role, key] of Object.entries(ROLES)) {
      // Names are ours and passwords are hexadecimal: nothing to quote. A role statement takes no parameters.
      const verb = known.has(role) ? "alter" : "create";
      await sql.unsafe(`${verb} role ${role} login nosuperuser nobypassrls password '${secrets[key]}'`);
    }
    const [found] = await sql`select 1 from pg_database where datname = ${database}`;
    if (found === undefined) await sql.unsafe(`create database ${database} owner ingot_migrator`);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
