import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import * as schema from "./schema/index.ts";

/** The three ways into the database, each with its own rights. */
export interface DatabaseUrls {
  readonly app: string;
  readonly platform: string;
  readonly auth: string;
}

export type Database = ReturnType<typeof connect>["db"];
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

export interface Databases {
  /** Bound to one organization by row level security. */
  readonly app: Database;
  /** Every organization: the worker and the operator's view. */
  readonly platform: Database;
  /** Sign-in and key look-up, before an organization is known. */
  readonly auth: Database;
  /** The raw connection of the platform, for LISTEN. */
  readonly platformSql: postgres.Sql;
  readonly close: () => Promise<void>;
}

function connect(url: string, connections: number) {
  const sql = postgres(url, { max: connections, onnotice: () => {}, idle_timeout: 30 });
  return { sql, db: drizzle(sql, { schema, casing: "snake_case" }) };
}

export function openDatabases(urls: DatabaseUrls, connections = 10): Databases {
  const app = connect(urls.app, connections);
  const platform = connect(urls.platform, connections);
  const auth = connect(urls.auth, Math.ceil(connections / 2));
  return {
    app: app.db,
    platform: platform.db,
    auth: auth.db,
    platformSql: platform.sql,
    close: async () => {
      await Promise.all([app, platform, auth].map(({ sql }) => sql.end({ timeout: 5 })));
    },
  };
}
