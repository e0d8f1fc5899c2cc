import { spawn } from "node:child_process";
import { constants } from "node:os";
import path from "node:path";
import { parentOf } from "./lock.mjs";

const PARENT_CHECK_MS = 500;

/** Who started this; npm does so through a shell, which outlives a killed npm. */
function starters() {
  const parent = process.ppid;
  return process.env.npm_lifecycle_event === undefined ? `${parent}` : `${parent} ${parentOf(parent)}`;
}

/** npm that is killed passes nothing on: the only sign of its end is that this process has other ancestors. */
function whenStartersEnd(act) {
  const before = starters();
  setInterval(() => {
    if (starters() !== before) act();
  }, PARENT_CHECK_MS).unref();
}

/**
 * Runs a command with the pinned tools first on the PATH and answers its exit code.
 * @returns {Promise<number>}
 */
export function runAndFollow(command, args, root) {
  const bin = path.join(root, "node_modules", ".bin");
  const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}` };
  const child = spawn(command, args, { stdio: "inherit", env });
  const forward = (signal) => child.kill(signal);
  process.on("SIGTERM", forward);
  process.on("SIGHUP", forward);
  // A terminal sends Ctrl-C to the child as well; passing it on would deliver it twice.
  process.on("SIGINT", (signal) => {
    if (!process.stdin.isTTY) forward(signal);
  });
  whenStartersEnd(() => forward("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
