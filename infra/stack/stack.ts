// The whole stack in its order: PostgreSQL, Temporal and the build side by side; then schema and demo; then the apps.
import path from "node:path";
import { migrate } from "@ingot/db/migrate";
import { Failure } from "../bootstrap/failure.mjs";
import { startPortal, startWorker } from "./apps.ts";
import { prepareDataFolder } from "./data-folder.ts";
import { childEnvironment, ownDatabase, ownTemporal, type Environment } from "./environment.ts";
import { builtPortal } from "./portal-build.ts";
import { innerPorts, type InnerPorts } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import { databaseUrls, ensureRoles, type DatabaseUrls } from "./roles.ts";
import { keptSecrets, keptSigningKey, type Secrets } from "./secrets.ts";
import type { DemoSignIns } from "@ingot/services/demo/seed";
import { seed } from "./seed.ts";
import type { Steps } from "./steps.ts";
import type { RunningPart, Supervisor } from "./supervisor.ts";
import { startTemporal } from "./temporal.ts";
import { findTemporal } from "./temporal-find.ts";

const DATABASE = "ingot";

export interface StackOptions {
  data: string;
  portalPort: number;
  /** Sources are watched and the portal is served unbuilt. */
  watch: boolean;
  steps: Steps;
  /** What a person set: their own database, their own Temporal, keys. */
  own: Environment;
  /** Not for data that must outlive a power cut. */
  postgresSettings?: Record<string, string>;
}

export interface OpenStack {
  url: string;
  env: Environment;
  parts: RunningPart[];
  demo: DemoSignIns | undefined;
}

interface Opening extends StackOptions {
  supervisor: Supervisor;
  ports: InnerPorts;
  secrets: Secrets;
}

async function openDatabase(opening: Opening): Promise<{ databases: DatabaseUrls; part?: RunningPart }> {
  const own = ownDatabase(opening.own);
  if (own !== undefined) {
    opening.steps.say("PostgreSQL", "yours (DATABASE_URL)");
    return { databases: own };
  }
  return opening.steps.run("PostgreSQL", "starting", async (say) => {
    const { supervisor, ports, secrets, data, postgresSettings = { max_connections: "200" } } = opening;
    const part = await startPostgres(supervisor, {
      folder: path.join(data, "postgres"),
      port: ports.postgres,
      superuserPassword: secrets.superuser,
      settings: postgresSettings,
      say,
    });
    await ensureRoles(ports.postgres, secrets, DATABASE);
    return { databases: databaseUrls(ports.postgres, secrets, DATABASE), part };
  });
}

async function openTemporal(opening: Opening): Promise<{ address: string; uiUrl?: string; part?: RunningPart }> {
  const own = ownTemporal(opening.own);
  if (own !== undefined) {
    opening.steps.say("Temporal", `yours (${own})`);
    return { address: own };
  }
  return opening.steps.run("Temporal", "starting", async (say) => {
    const binary = await findTemporal(say);
    const { temporal: port, temporalUi: uiPort } = opening.ports;
    const database = path.join(opening.data, "temporal.sqlite");
    const part = await startTemporal(opening.supervisor, { binary, port, uiPort, database });
    return { address: `127.0.0.1:${port}`, uiUrl: `http://127.0.0.1:${uiPort}`, part };
  });
}

async function prepareSchema(databases: DatabaseUrls, steps: Steps): Promise<void> {
  await steps.run("Schema", "migrating", async () => {
    try {
      await migrate(databases.migrator);
    } catch (error) {
      throw new Failure(
        `The database could not be migrated: ${error instanceof Error ? error.message : String(error)}`,
        {
          cause: error,
        },
      );
    }
  });
}

/** On a failure everything that was started is stopped before it is reported. */
export async function openStack(options: StackOptions, supervisor: Supervisor): Promise<OpenStack> {
  try {
    return await open(options, supervisor);
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
}

async function open(options: StackOptions, supervisor: Supervisor): Promise<OpenStack> {
  const { data, steps, watch, portalPort, own } = options;
  ownDatabase(own); // what a person set wrongly is told before anything starts
  ownTemporal(own);
  prepareDataFolder(data);
  const opening: Opening = { ...options, supervisor, ports: await innerPorts(data), secrets: keptSecrets(data) };
  const signingKeyFile = keptSigningKey(data);
  const [database, temporal, server] = await Promise.all([
    openDatabase(opening),
    openTemporal(opening),
    watch ? undefined : steps.run("Portal build", "building", builtPortal),
  ]);
  await prepareSchema(database.databases, steps);
  const url = `http://localhost:${portalPort}`;
  const env = childEnvironment(
    {
      data,
      databases: database.databases,
      temporalAddress: temporal.address,
      temporalUiUrl: temporal.uiUrl,
      portalUrl: url,
      signingKeyFile,
      sessionSecret: opening.secrets.session,
    },
    own,
  );
  const demo = env.INGOT_DEMO === "1" ? await steps.run("Demo", "seeding", async () => seed(env)) : undefined;
  const apps = await Promise.all([
    steps.run("Worker", "starting", async () => startWorker(supervisor, env, watch)),
    steps.run("Portal", "starting", async () => startPortal(supervisor, { env, port: portalPort, server })),
  ]);
  const parts = [database.part, temporal.part, ...apps].filter((part) => part !== undefined);
  return { url, env, parts, demo };
}
