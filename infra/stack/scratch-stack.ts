// A whole stack beside whatever else runs: own ports, own data, nothing kept. For end-to-end tests and benches.
import path from "node:path";
import type { Environment } from "./environment.ts";
import { freePort } from "./ports.ts";
import { makeRunFolder } from "./run-folder.ts";
import { openStack, type OpenStack } from "./stack.ts";
import { terminalSteps } from "./steps.ts";
import { Supervisor } from "./supervisor.ts";

export interface ScratchStack extends OpenStack {
  stop(): Promise<void>;
}

/** A person's own servers and keys are theirs, not for tests. */
const notForTests = (key: string): boolean => /^(DATABASE_URL|TEMPORAL_|INGOT_(?!CHROMIUM$|LOG_LEVEL$))/.test(key);

export async function openScratchStack(
  more: { env?: Environment; postgresSettings?: Record<string, string> } = {},
): Promise<ScratchStack> {
  const data = makeRunFolder();
  const port = await freePort();
  const supervisor = new Supervisor(path.join(data, "logs"));
  supervisor.removeAtEnd(data);
  const kept = Object.entries(process.env).filter(([key]) => !notForTests(key));
  const stack = await openStack(
    {
      data,
      portalPort: port,
      watch: false,
      // Standard output belongs to figures.
      steps: terminalSteps(process.stderr),
      // Cookies ignore the port: another prefix, or two stacks on localhost sign each other out.
      own: { ...Object.fromEntries(kept), INGOT_COOKIE_PREFIX: `ingot${port}`, INGOT_RATE_LIMIT: "off", ...more.env },
      postgresSettings: more.postgresSettings,
    },
    supervisor,
  );
  return { ...stack, stop: async () => supervisor.stop() };
}
