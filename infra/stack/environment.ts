// What worker, portal and tools are told about the stack around them, and what a person may set instead.
import path from "node:path";
import { Failure } from "../bootstrap/failure.mjs";
import { inRoot } from "./paths.ts";
import type { DatabaseUrls } from "./roles.ts";

const DATABASE_KEYS = {
  app: "DATABASE_URL",
  platform: "DATABASE_URL_PLATFORM",
  auth: "DATABASE_URL_AUTH",
  migrator: "DATABASE_URL_MIGRATOR",
} as const;

export type Environment = Record<string, string | undefined>;

/** The person's own PostgreSQL: all four roles or none, since half of each would write into two databases. */
export function ownDatabase(env: Environment): DatabaseUrls | undefined {
  const entries = Object.entries(DATABASE_KEYS).map(([role, key]) => ({ role, key, url: env[key] ?? "" }));
  const missing = entries.filter(({ url }) => url === "");
  if (missing.length === entries.length) return undefined;
  if (missing.length > 0) {
    const names = missing.map(({ key }) => key).join(", ");
    throw new Failure(
      `Your own PostgreSQL needs all four of ${Object.values(DATABASE_KEYS).join(", ")}; missing: ${names}. ` +
        "Set them, or none of the four to use the embedded PostgreSQL.",
    );
  }
  for (const { key, url } of entries) {
    if (!URL.canParse(url)) throw new Failure(`${key} must be a URL like postgres://role:password@host:5432/database.`);
  }
  return Object.fromEntries(entries.map(({ role, url }) => [role, url])) as unknown as DatabaseUrls;
}

/** host:port of the person's own Temporal. */
export function ownTemporal(env: Environment): string | undefined {
  const address = env.TEMPORAL_ADDRESS ?? "";
  if (address === "") return undefined;
  if (!/^[^\s:/]+:\d+$/.test(address)) {
    throw new Failure(`TEMPORAL_ADDRESS must be host:port, like 127.0.0.1:7233, not "${address}".`);
  }
  return address;
}

export interface StackFacts {
  data: string;
  databases: DatabaseUrls;
  temporalAddress: string;
  temporalUiUrl: string | undefined;
  portalUrl: string;
  signingKeyFile: string;
  sessionSecret: string;
}

export function childEnvironment(facts: StackFacts, own: Environment): Environment {
  const databases = Object.entries(DATABASE_KEYS).map(([role, key]) => [
    key,
    facts.databases[role as keyof DatabaseUrls],
  ]);
  return {
    ...own,
    ...Object.fromEntries(databases),
    TEMPORAL_ADDRESS: facts.temporalAddress,
    TEMPORAL_NAMESPACE: own.TEMPORAL_NAMESPACE ?? "default",
    TEMPORAL_UI_URL: own.TEMPORAL_UI_URL ?? facts.temporalUiUrl,
    INGOT_DATA: path.resolve(facts.data),
    INGOT_PORTAL_URL: own.INGOT_PORTAL_URL ?? facts.portalUrl,
    INGOT_SIGNING_KEY_FILE: own.INGOT_SIGNING_KEY_FILE ?? facts.signingKeyFile,
    INGOT_AUTH_SECRET: own.INGOT_AUTH_SECRET ?? facts.sessionSecret,
    // The built portal is a bundle: the files that its threads run lie in this tree alone.
    INGOT_EXAMINER_THREAD: own.INGOT_EXAMINER_THREAD ?? inRoot("packages", "datasets", "src", "tokenize", "thread.ts"),
    INGOT_PLANNER_THREAD: own.INGOT_PLANNER_THREAD ?? inRoot("packages", "services", "src", "plan", "thread.ts"),
    INGOT_DEMO: own.INGOT_DEMO ?? "1",
    NEXT_TELEMETRY_DISABLED: "1",
  };
}
