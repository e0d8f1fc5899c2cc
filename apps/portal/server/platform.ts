import type { ApiHost } from "@ingot/api";
import { type Auth, createAuth } from "@ingot/services/identity/auth";
import { createLog } from "@ingot/services/log";
import { createPlatform } from "@ingot/services/platform";
import { createTrainingEngine, engineAddress, lazyClient } from "@ingot/workflows";
import { type PortalEnvironment, readEnvironment } from "./environment.ts";

/** Everything that lives as long as the process. */
export interface Host extends ApiHost {
  readonly environment: PortalEnvironment;
  /** Whether the workflow server answers; **throws** when it does not. */
  readonly askEngine: () => Promise<unknown>;
}

function makeHost(): Host {
  const environment = readEnvironment(process.env);
  const log = createLog({ name: "portal", level: environment.logLevel });
  const client = lazyClient(engineAddress(process.env));
  const engine = createTrainingEngine(client);
  const platform = createPlatform({ env: process.env, engine, realClock: Date.now, log });
  const auth: Auth = createAuth({
    database: platform.databases.auth,
    newId: platform.newId,
    log,
    baseUrl: environment.portalUrl,
    secret: environment.authSecret,
    cookiePrefix: environment.cookiePrefix,
    rateLimit: environment.rateLimit,
  });
  return { platform, auth, environment, askEngine: () => client.workflowService.getSystemInfo({}) };
}

// On globalThis, because development compiles this module once for each route.
const kept = globalThis as typeof globalThis & { ingotHost?: Host };

/** The process's one host, made when first asked for: a build or a health page needs no database. */
export const host = (): Host => (kept.ingotHost ??= makeHost());
