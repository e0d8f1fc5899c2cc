import { spawn } from "node:child_process";
import { findChromium } from "./chromium.ts";
import { inRoot } from "./paths.ts";

/** Playwright against a stack of its own; test/playwright.config.ts reads what it needs from the environment. */
export async function runEndToEnd(report: string, args: string[]): Promise<number> {
  const env = { ...process.env, INGOT_CHROMIUM: await findChromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const command = inRoot("test", "node_modules", ".bin", "playwright");
  const child = spawn(command, ["test", "--reporter=list,json", ...args], {
    cwd: inRoot("test"),
    env,
    stdio: "inherit",
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
