import { spawn } from "node:child_process";
import { constants } from "node:os";
import path from "node:path";

const PARENT_CHECK_MS = 500;

/** npm does not pass signals on when it has no terminal: then the only sign of its end is another parent. */
function whenParentEnds(act) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) act();
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
  whenParentEnds(() => forward("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
