// The parts of a stack that can be killed, each by itself, and started again on what it left behind.
import { rmSync } from "node:fs";
import path from "node:path";
import { startPortal, startWorker } from "../../infra/stack/apps.ts";
import { childEnvironment, type Environment } from "../../infra/stack/environment.ts";
import { builtPortal } from "../../infra/stack/portal-build.ts";
import { freePort } from "../../infra/stack/ports.ts";
import { startPostgres } from "../../infra/stack/postgres.ts";
import { type DatabaseUrls, databaseUrls, ensureRoles, superuserUrl } from "../../infra/stack/roles.ts";
import { makeRunFolder } from "../../infra/stack/run-folder.ts";
import { keptSecrets, keptSigningKey } from "../../infra/stack/secrets.ts";
import { type RunningPart, Supervisor } from "../../infra/stack/supervisor.ts";
import { startTemporal } from "../../infra/stack/temporal.ts";
import { findTemporal } from "../../infra/stack/temporal-find.ts";

export const partNames = ["worker", "portal", "temporal", "postgres"] as const;
export type PartName = (typeof partNames)[number];

export interface Parts {
  /** Addresses and keys for a worker over this database and data folder. */
  readonly environment: (database: string, data: string) => Environment;
  readonly urls: (database: string) => DatabaseUrls;
  readonly superuser: (database: string) => string;
  /** The folder of this run; gone when the parts stop. */
  readonly folder: string;
  /** The worker of a run, and its portal where the parts have one. */
  readonly startApps: (env: Environment) => Promise<void>;
  readonly stopApps: () => Promise<void>;
  /** SIGKILL, then a new start; with Temporal, what it remembers may be deleted in between. */
  readonly killAndRestart: (part: PartName, options?: { readonly forget?: boolean }) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** PostgreSQL and Temporal on files of their own; worker and, where asked, portal come with a run. */
export async function startParts({ portal = false } = {}): Promise<Parts> {
  const server = portal ? await builtPortal(() => {}) : undefined;
  const folder = makeRunFolder();
  const supervisor = new Supervisor(path.join(folder, "logs"));
  supervisor.removeAtEnd(folder);
  const secrets = keptSecrets(folder);
  const ports = { postgres: await freePort(), temporal: await freePort(), portal: await freePort() };
  const temporalFile = path.join(folder, "temporal.sqlite");
  const binary = await findTemporal(() => {});
  let appsEnv: Environment = {};
  const starts = {
    // Durable as in a demo: a kill of the processes loses nothing that was committed.
    postgres: () =>
      startPostgres(supervisor, {
        folder: path.join(folder, "postgres"),
        port: ports.postgres,
        superuserPassword: secrets.superuser,
        settings: { max_connections: "200" },
      }),
    temporal: () =>
      startTemporal(supervisor, { binary, port: ports.temporal, uiPort: 0, headless: true, database: temporalFile }),
    worker: () => startWorker(supervisor, appsEnv, false),
    portal: () => startPortal(supervisor, { env: appsEnv, port: ports.portal, server }),
  };
  const running = new Map<PartName, RunningPart>();
  running.set("postgres", await starts.postgres());
  running.set("temporal", await starts.temporal());
  await ensureRoles(ports.postgres, secrets, "ingot");

  const kill = async (part: PartName, signal: NodeJS.Signals) => {
    const victim = running.get(part);
    if (!victim || victim.ended() !== undefined) return;
    process.kill(victim.pid, signal);
    while (victim.ended() === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  return {
    folder,
    urls: (database) => databaseUrls(ports.postgres, secrets, database),
    superuser: (database) => superuserUrl(ports.postgres, secrets, database),
    environment: (database, data) =>
      childEnvironment(
        {
          data,
          databases: databaseUrls(ports.postgres, secrets, database),
          temporalAddress: `127.0.0.1:${ports.temporal}`,
          temporalUiUrl: undefined,
          portalUrl: "http://localhost:1",
          signingKeyFile: keptSigningKey(folder),
          sessionSecret: secrets.session,
        },
        { PATH: process.env["PATH"], INGOT_DEMO: "0", INGOT_LOG_LEVEL: "warn" },
      ),
    startApps: async (env) => {
      appsEnv = env;
      running.set("worker", await starts.worker());
      if (server !== undefined) running.set("portal", await starts.portal());
    },
    stopApps: async () => {
      await kill("portal", "SIGTERM");
      await kill("worker", "SIGTERM");
    },
    killAndRestart: async (part, options) => {
      await kill(part, "SIGKILL");
      if (part === "temporal" && options?.forget) {
        for (const suffix of ["", "-wal", "-shm"]) rmSync(`${temporalFile}${suffix}`, { force: true });
      }
      running.set(part, await starts[part]());
    },
    stop: () => supervisor.stop(),
  };
}
