// A second portal over the same database, as it runs for customers: with its rate limits on.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startPortal } from "../../infra/stack/apps.ts";
import { builtPortal } from "../../infra/stack/portal-build.ts";
import { freePort } from "../../infra/stack/ports.ts";
import { Supervisor } from "../../infra/stack/supervisor.ts";

export interface StrictPortal {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export async function openStrictPortal(): Promise<StrictPortal> {
  const folder = mkdtempSync(path.join(tmpdir(), "ingot-strict-portal-"));
  const supervisor = new Supervisor(path.join(folder, "logs"));
  supervisor.removeAtEnd(folder);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = { ...process.env, INGOT_PORTAL_URL: url, INGOT_RATE_LIMIT: "on" };
  await startPortal(supervisor, { env, port, server: await builtPortal(() => {}) });
  return { url, stop: async () => supervisor.stop() };
}
