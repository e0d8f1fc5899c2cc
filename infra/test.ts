// Everything that has to hold: check, vitest, Playwright. Ends with one plain line that counts.
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { Failure } from "./bootstrap/failure.mjs";
import { runMain } from "./stack/command.ts";
import { BIN, CACHE, inRoot, NODE } from "./stack/paths.ts";
import { runVisibly } from "./stack/run-files.ts";
import { countLine, countPlaywright, countVitest, plus, type Count } from "./stack/test-count.ts";
import { runEndToEnd } from "./stack/end-to-end.ts";
import { terminalSteps } from "./stack/steps.ts";
import { findTemporal } from "./stack/temporal-find.ts";

const REPORTS = `${CACHE}/test-reports/${process.pid}`;
const E2E = "test/e2e";
/** Tests over HTTP run on the stack of the journeys: a second one would cost more than they do. */
const ON_THE_STACK = [E2E, "test/integration"];

/** A failed check is a failure of the run: the last line must not say that nothing failed. */
async function check(): Promise<Count> {
  process.stdout.write("== check\n");
  return { passed: 0, failed: (await runVisibly(NODE, [inRoot("infra", "check.ts")])) === 0 ? 0 : 1 };
}

/** Building a server takes minutes on a new machine, and a test that waits for it gives up after one. */
async function fetchTemporal(): Promise<void> {
  process.stdout.write("\n== servers\n");
  try {
    await terminalSteps().run("Temporal", "looking for a server", findTemporal);
  } catch (error) {
    // Most tests need none: those that do fail and say so.
    if (!(error instanceof Failure)) throw error;
    process.stdout.write(`${error.message}\n`);
  }
}

async function unitTests(args: string[]): Promise<Count> {
  process.stdout.write("\n== vitest\n");
  const file = `${REPORTS}/vitest.json`;
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  return countVitest(file, await runVisibly(`${BIN}/vitest`, ["run", ...reporters, ...args]));
}

async function endToEnd(args: string[]): Promise<Count> {
  process.stdout.write("\n== playwright\n");
  const file = `${REPORTS}/playwright.json`;
  return countPlaywright(file, await runEndToEnd(file, args));
}

await runMain(async () => {
  const args = process.argv.slice(2);
  mkdirSync(REPORTS, { recursive: true });
  const isOnTheStack = (arg: string): boolean => ON_THE_STACK.some((folder) => arg.startsWith(folder));
  const inBrowser = args.filter(isOnTheStack);
  const others = args.filter((arg) => !isOnTheStack(arg));
  let total: Count = { passed: 0, failed: 0 };
  try {
    if (args.length === 0) total = plus(total, await check());
    if (args.length === 0 || others.length > 0) {
      await fetchTemporal();
      total = plus(total, await unitTests(others));
    }
    if (existsSync(inRoot(E2E)) && (args.length === 0 || inBrowser.length > 0))
      total = plus(total, await endToEnd(inBrowser));
  } finally {
    rmSync(REPORTS, { recursive: true, force: true });
  }
  process.stdout.write(`\n${countLine(total)}\n`);
  return total.failed === 0 ? 0 : 1;
});
