import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { fileStore } from "@ingot/datasets";
import { openDatabases } from "@ingot/db";
import { makeId } from "@ingot/units";
import type { Platform } from "./context.ts";
import { openExaminers } from "./dataset/examiners.ts";
import { type Environment, requireVariable } from "./environment.ts";
import { simulatedFleet } from "./fleet.ts";
import { createPlanner } from "./plan/planner.ts";
import type { Log, Stores, TrainingEngine } from "./ports.ts";
import { signerFromFile } from "./signer.ts";

/** What only the app that runs knows: its variables, its engine and its clock. */
export interface PlatformParts {
  readonly env: Environment;
  readonly engine: TrainingEngine;
  /** Milliseconds since 1970; used for the order of ids alone, never for a decision. */
  readonly realClock: () => number;
  readonly log: Log;
  /** Connections for each of the app's and the platform's role. */
  readonly connections?: number;
}

/** Opens everything a verb may touch. Connections are made when first used. **Throws** EnvironmentError. */
export function createPlatform({ env, engine, realClock, log, connections }: PlatformParts): Platform {
  const urls = {
    app: requireVariable(env, "DATABASE_URL", "the database as ingot_app"),
    platform: requireVariable(env, "DATABASE_URL_PLATFORM", "the database as ingot_platform"),
    auth: requireVariable(env, "DATABASE_URL_AUTH", "the database as ingot_auth"),
  };
  const data = requireVariable(env, "INGOT_DATA", "the folder for datasets, papers and checkpoints");
  const keyFile = requireVariable(env, "INGOT_SIGNING_KEY_FILE", "an Ed25519 private key in PEM");
  return {
    databases: openDatabases(urls, connections),
    engine,
    fleet: simulatedFleet,
    stores: storesBelow(resolve(data)),
    examiners: openExaminers(env["INGOT_EXAMINER_THREAD"], log),
    planner: createPlanner({
      log,
      threadFile: env["INGOT_PLANNER_THREAD"],
      // Under development the planner's source changes while the process lives.
      warm: env["NODE_ENV"] !== "development",
    }),
    signer: signerFromFile(keyFile),
    log,
    newId: (kind) => makeId(kind, realClock(), randomBytes(10)),
    demo: env["INGOT_DEMO"] === "1",
  };
}

function storesBelow(folder: string): Stores {
  return {
    datasets: fileStore(join(folder, "datasets")),
    papers: fileStore(join(folder, "papers")),
    site: (slug) => {
      if (!/^[a-z0-9][a-z0-9-]{0,40}$/.test(slug))
        throw new RangeError(`a site's slug is a-z 0-9 -, received "${slug}"`);
      return fileStore(join(folder, "sites", slug));
    },
  };
}
