import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { type Listener, openListener } from "./listen.ts";
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
  /** Hints that something was written: `ingot_events` with a contract's id, `ingot_outbox` without more. */
  readonly listen: Listener["listen"];
  /** Resolves when the database answers. */
  readonly ping: () => Promise<void>;
  readonly close: () => Promise<void>;
}

function connect(url: string, connections: number) {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
    // Questions that do not wait for each other's answers are sent together: a round trip costs more than most of them.
    pipeline: true,
  });
  // A connection that breaks tells whoever waits on it; without a listener of its own it would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return { pool, db: drizzle(pool, { schema, casing: "snake_case" }) };
}

/** Opens the pools; connections are made when first used. */
export function openDatabases(urls: DatabaseUrls, connections = 10): Databases {
  const app = connect(urls.app, connections);
  const platform = connect(urls.platform, connections);
  const auth = connect(urls.auth, Math.ceil(connections / 2));
  const listener = openListener(urls.platform);
  return {
    app: app.db,
    platform: platform.db,
    auth: auth.db,
    listen: listener.listen,
    ping: async () => {
      await platform.pool.query("select 1");
    },
    close: async () => {
      await listener.close();
      await Promise.all([app, platform, auth].map(({ pool }) => pool.end()));
    },
  };
}
