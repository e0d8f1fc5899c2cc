// Runs on Node 20 without any dependency: installs what the lockfile says, then runs infra/<command>.ts under Node 24.
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "./bootstrap/install.mjs";
import { findNode } from "./bootstrap/node.mjs";
import { runAndFollow } from "./bootstrap/follow.mjs";
import { Failure } from "./bootstrap/failure.mjs";

const COMMANDS = {
  start: "the whole stack: PostgreSQL, Temporal, worker and portal (Ctrl-C stops it)",
  dev: "the same with hot reload",
  stop: "stop a running stack",
  status: "the health of each part",
  reset: "delete the data in .ingot/ (asks first; --yes does not)",
  test: "check, unit and integration tests, end to end; or `npm test -- path`",
  check: "format, lint, types, dead code, workspace",
  bench: "figures: `npm run bench -- start`",
  prove: "the full counts behind the sampled tests",
  ingot: "the command line client",
  pack: "build the planner as a package of its own: `npm run pack -- --out dist`",
  "sample-data": "make a real text dataset out of the installed documentation",
};

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

function usage() {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  return Object.entries(COMMANDS)
    .map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)
    .join("\n");
}

async function main() {
  const [command, ...args] = process.argv.slice(2);
  if (command === undefined || !Object.hasOwn(COMMANDS, command)) {
    const said = command === undefined ? "No command was given." : `There is no command "${command}".`;
    throw new Failure(`${said} These exist (npm run <command>):\n${usage()}`);
  }
  if (Number(process.versions.node.split(".")[0]) < 20) {
    throw new Failure(`Ingot needs Node 20 or newer to start; this is ${process.version}. Install a newer Node.`);
  }
  const script = path.join(root, "infra", `${command}.ts`);
  if (!existsSync(script)) {
    throw new Failure(`infra/${command}.ts is missing in this checkout, so \`npm run ${command}\` cannot run.`);
  }
  await install(root);
  return runAndFollow(findNode(root), [script, ...args], root);
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Failure ? error.message : (error?.stack ?? error)}\n`);
  process.exitCode = 1;
}
