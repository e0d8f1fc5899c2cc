import { findChromium } from "./chromium.ts";
import { inRoot } from "./paths.ts";
import { runVisibly } from "./run-files.ts";
import { openScratchStack } from "./scratch-stack.ts";

const FAST = { fsync: "off", full_page_writes: "off", synchronous_commit: "off", max_connections: "300" };

/** Playwright against a whole stack of its own; test/playwright.config.ts reads INGOT_PORTAL_URL and INGOT_CHROMIUM. */
export async function runEndToEnd(report: string, args: string[]): Promise<number> {
  const chromium = await findChromium();
  const stack = await openScratchStack({ postgresSettings: FAST });
  try {
    const env = {
      ...stack.env,
      NODE_ENV: "test" as const,
      INGOT_CHROMIUM: chromium,
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    };
    const command = inRoot("test", "node_modules", ".bin", "playwright");
    const files = args.map((arg) => arg.replace(/^test\//, ""));
    return await runVisibly(command, ["test", "--reporter=list,json", ...files], { cwd: inRoot("test"), env });
  } finally {
    await stack.stop();
  }
}
