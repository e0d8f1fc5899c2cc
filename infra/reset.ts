// Deletes the data of the stack, never what took minutes to fetch or build.
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline/promises";
import { Failure } from "./bootstrap/failure.mjs";
import { runMain } from "./stack/command.ts";
import { DATA } from "./stack/paths.ts";
import { stopLeftover } from "./stack/postgres.ts";
import { runningStack } from "./stack/running.ts";

const KEPT = new Set(["bin", "portal", "download", "test", "test-reports", "portal-build.log"]);
const isKept = (name: string): boolean => KEPT.has(name) || /\.lock(\.|$)/.test(name);

async function agreed(names: string[]): Promise<boolean> {
  if (process.argv.includes("--yes")) return true;
  if (!process.stdin.isTTY)
    throw new Failure("`npm run reset` asks first; without a terminal say `npm run reset -- --yes`.");
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Delete all data in ${DATA} (${names.join(", ")})? Type yes: `);
  terminal.close();
  return answer.trim().toLowerCase() === "yes";
}

await runMain(async () => {
  const running = runningStack(DATA);
  if (running !== undefined) throw new Failure(`Ingot is running (pid ${running.pid}). \`npm run stop\` first.`);
  const names = existsSync(DATA) ? readdirSync(DATA).filter((name) => !isKept(name)) : [];
  if (names.length === 0) {
    process.stdout.write("There are no data to delete.\n");
    return 0;
  }
  if (!(await agreed(names))) {
    process.stdout.write("Nothing was deleted.\n");
    return 1;
  }
  await stopLeftover(path.join(DATA, "postgres"));
  for (const name of names) rmSync(path.join(DATA, name), { recursive: true, force: true });
  process.stdout.write("The data are gone; `npm start` makes new ones.\n");
  return 0;
});
