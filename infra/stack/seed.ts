import { type DemoSignIns, seedDemo } from "@ingot/services/demo/seed";
import { createLog } from "@ingot/services/log";
import { createPlatform } from "@ingot/services/platform";
import { Failure } from "../bootstrap/failure.mjs";
import type { Environment } from "./environment.ts";

type Engine = Parameters<typeof createPlatform>[0]["engine"];

/** Rows alone are seeded: the worker starts whatever they say should run. */
async function refuse(): Promise<never> {
  throw new Error("seeding starts no workflow");
}

const noEngine: Engine = {
  ensureContract: refuse,
  wakeBroker: refuse,
  standings: refuse,
  describe: refuse,
};

/** Drizzle wraps what the database said: the reason is the innermost cause. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? explain(error.cause) : error.message;
}

/** The demo's people, sites and price book. What is there stays as it is. */
export async function seed(env: Environment): Promise<DemoSignIns> {
  const log = createLog({ name: "seed", level: "error" });
  const platform = createPlatform({ env, engine: noEngine, realClock: Date.now, log, connections: 2 });
  try {
    return await seedDemo(platform);
  } catch (error) {
    throw new Failure(`The demo could not be seeded: ${explain(error)}`, { cause: error });
  } finally {
    await platform.databases.close();
  }
}
