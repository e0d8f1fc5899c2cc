// A second portal over the same database, which differs from the first by some variables.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startPortal } from "../../infra/stack/apps.ts";
import type { Environment } from "../../infra/stack/environment.ts";
import { builtPortal } from "../../infra/stack/portal-build.ts";
import { freePort } from "../../infra/stack/ports.ts";
import { Supervisor } from "../../infra/stack/supervisor.ts";

export interface SecondPortal {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** As it runs for customers: with its rate limits on. */
export const openStrictPortal = (): Promise<SecondPortal> => openSecondPortal(process.env, { INGOT_RATE_LIMIT: "on" });

export async function openSecondPortal(stack: Environment, own: Environment): Promise<SecondPortal> {
  const folder = mkdtempSync(path.join(tmpdir(), "ingot-second-portal-"));
  const supervisor = new Supervisor(path.join(folder, "logs"));
  supervisor.removeAtEnd(folder);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = { ...stack, INGOT_PORTAL_URL: url, ...own };
  await startPortal(supervisor, { env, port, server: await builtPortal(() => {}) });
  return { url, stop: async () => supervisor.stop() };
}
