import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Failure } from "./failure.mjs";
import { takeLock } from "./lock.mjs";

const PNPM = "pnpm@12.21.0";
const WAIT_MS = 250;
const PROGRESS_MS = 3_000;
const ROOMS = ["apps", "packages"];

function manifests(root) {
  const rooms = ROOMS.filter((room) => existsSync(path.join(root, room))).flatMap((room) =>
    readdirSync(path.join(root, room)).map((name) => path.join(room, name, "package.json")),
  );
  return ["package.json", "infra/package.json", "test/package.json", ...rooms.sort()].filter((file) =>
    existsSync(path.join(root, file)),
  );
}

/** One hash over everything that decides what is installed. */
function installStamp(root) {
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}`);
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", ...manifests(root)]) {
    hash.update(`\0${file}\0`).update(readFileSync(path.join(root, file)));
  }
  return hash.digest("hex");
}

function isInstalled(root, stamp) {
  try {
    return readFileSync(stampFile(root), "utf8") === stamp;
  } catch {
    return false;
  }
}

const stampFile = (root) => path.join(root, "node_modules", ".ingot-stamp");

async function takeInstallLock(root) {
  let said = false;
  for (;;) {
    const lock = takeLock(path.join(root, ".ingot", "install.lock"));
    if (lock.held) return lock;
    if (!said)
      process.stderr.write(`Dependencies  waiting for another start (pid ${lock.holder.pid}) to install them\n`);
    said = true;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
}

/** Brings node_modules to what the lockfile says; nothing to do costs a few milliseconds. */
export async function install(root) {
  if (isInstalled(root, installStamp(root))) return;
  const lock = await takeInstallLock(root);
  try {
    const stamp = installStamp(root);
    if (isInstalled(root, stamp)) return;
    const first = !existsSync(path.join(root, "node_modules"));
    const why = first ? " (the first time about half a minute: they are downloaded)" : "";
    process.stderr.write(`Dependencies  installing with ${PNPM}${why}\n`);
    const began = performance.now();
    await runPnpm(root);
    writeFileSync(stampFile(root), stamp);
    process.stderr.write(`Dependencies  installed (${((performance.now() - began) / 1000).toFixed(1)} s)\n`);
  } finally {
    lock.release();
  }
}

async function runPnpm(root) {
  const args = ["-y", PNPM, "install", "--frozen-lockfile", "--reporter=append-only"];
  const env = {
    // Without it npx asks the registry for a version that it already has; the short retries make "no network" quick to say.
    npm_config_prefer_offline: "true",
    npm_config_fetch_retries: "1",
    npm_config_fetch_retry_mintimeout: "500",
    npm_config_fetch_retry_maxtimeout: "2000",
    npm_config_update_notifier: "false",
    pnpm_config_prefer_offline: "true",
    pnpm_config_fetch_retries: "2",
    pnpm_config_fetch_retry_mintimeout: "500",
    pnpm_config_fetch_retry_maxtimeout: "2000",
    CI: "true", // never a question on the terminal
    ...process.env,
  };
  const { code, output } = await capture("npx", args, root, env);
  if (code !== 0) throw new Failure(explain(output, code));
}

/** Progress goes to the terminal as it comes; all of it is kept to tell a known cause from an unknown one. */
function capture(command, args, cwd, env) {
  let nextLine = 0;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output = (output + chunk).slice(-20_000);
        const progress = String(chunk)
          .match(/^Progress: .*$/gm)
          ?.at(-1);
        if (progress === undefined || performance.now() < nextLine) return;
        nextLine = performance.now() + PROGRESS_MS;
        process.stderr.write(`Dependencies  ${progress.slice("Progress: ".length)}\n`);
      });
    }
    child.on("error", (error) => {
      const missing = new Failure(
        "`npx` is not on the PATH. It comes with npm: install Node with npm and start again.",
      );
      reject(error.code === "ENOENT" ? missing : error);
    });
    child.on("close", (code, signal) => resolve({ code: code ?? signal, output }));
  });
}

const NO_NETWORK =
  /EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ERR_PNPM_META_FETCH_FAIL|dns error|client error \(Connect\)/i;

function explain(output, code) {
  if (output.includes("ERR_PNPM_OUTDATED_LOCKFILE")) {
    const where = [...output.matchAll(/importers\["([^"]+)"\]/g)].map(([, room]) => `${room}/package.json`);
    return (
      `pnpm-lock.yaml does not fit ${where.join(", ") || "the package.json files"}, so nothing was installed. ` +
      `After changing a dependency run \`npx -y ${PNPM} install\` and commit the lockfile.`
    );
  }
  if (NO_NETWORK.test(output)) {
    return (
      "The dependencies could not be downloaded: the npm registry cannot be reached. " +
      "Check the network (or the proxy and registry settings of npm) and start again; nothing is half-installed."
    );
  }
  if (/ENOSPC|no space left/i.test(output))
    return "The disk is full: the dependencies need about 2 GB. Free some space and start again.";
  if (/EACCES|permission denied/i.test(output)) {
    return "The dependencies could not be written: this user may not write here. Give this folder to the user who starts Ingot.";
  }
  return `Installing the dependencies failed (${PNPM}, status ${code}):\n${output.trimEnd()}`;
}
