// The built portal, one folder for each state of the sources: a running one is never overwritten by the next build.
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { Failure } from "../bootstrap/failure.mjs";
import { takeLock } from "../bootstrap/lock.mjs";
import { runCaptured } from "./command.ts";
import { CACHE, inRoot, ROOT } from "./paths.ts";
import type { Say } from "./steps.ts";
import { until } from "./wait.ts";

const PORTAL = inRoot("apps", "portal");
const BUILDS = path.join(CACHE, "portal");
const BUILD_LOG = path.join(CACHE, "portal-build.log");
const KEPT_BUILDS = 3;
const REASON_LINES = 14;
const LOCK_TIMEOUT_MS = 15 * 60_000;
const NOT_SOURCE = new Set(["node_modules", ".next", "dist", "histories"]);

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) => !NOT_SOURCE.has(entry.name) && !/\.test\.tsx?$|^next-env\.d\.ts$|\.tsbuildinfo$/.test(entry.name),
    )
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      return entry.isDirectory() ? sourceFiles(file) : entry.isFile() ? [file] : [];
    });
}

/** One hash over all that can change the built portal. */
function sourceHash(): string {
  const files = [PORTAL, inRoot("packages")].flatMap(sourceFiles);
  const hash = createHash("sha256").update(process.version);
  for (const file of [inRoot("pnpm-lock.yaml"), inRoot("tsconfig.json"), ...files.sort()]) {
    hash.update(`\0${path.relative(ROOT, file)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

const serverOf = (folder: string): string => path.join(folder, "apps", "portal", "server.js");

export async function builtPortal(say: Say): Promise<string> {
  if (!existsSync(path.join(PORTAL, "next.config.ts")))
    throw new Failure("apps/portal has no next.config.ts to build.");
  const ready = serverOf(path.join(BUILDS, sourceHash()));
  if (existsSync(ready)) return ready;
  mkdirSync(BUILDS, { recursive: true });
  const file = path.join(CACHE, "portal-build.lock");
  let lock = takeLock(file);
  if (!lock.held) {
    say(`another build (pid ${lock.holder.pid}) is under way; waiting`);
    await until(() => (lock = takeLock(file)).held, { timeoutMs: LOCK_TIMEOUT_MS, everyMs: 300 });
  }
  try {
    const folder = path.join(BUILDS, sourceHash());
    if (!existsSync(serverOf(folder))) await build(folder, say);
    return serverOf(folder);
  } finally {
    if (lock.held) lock.release();
  }
}

/** Warnings fill pages; what stopped the build comes after this line. */
function reason(output: string): string {
  const start = output.indexOf("Build error occurred");
  return output.slice(Math.max(start, 0)).split("\n").slice(0, REASON_LINES).join("\n").trimEnd();
}

async function build(folder: string, say: Say): Promise<void> {
  say("building (about a minute the first time and seconds after edits; skipped when no source changed)");
  const next = path.join(PORTAL, "node_modules", ".bin", "next");
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" as const, NO_COLOR: "1" };
  const { code, output } = await runCaptured(next, ["build"], { cwd: PORTAL, env });
  writeFileSync(BUILD_LOG, output);
  if (code !== 0)
    throw new Failure(`The portal could not be built:\n${reason(output)}\nAll that was said: ${BUILD_LOG}`);
  const standalone = path.join(PORTAL, ".next", "standalone");
  if (!existsSync(serverOf(standalone))) {
    throw new Failure('The portal was built without its server: next.config.ts needs `output: "standalone"`.');
  }
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  copy(standalone, fresh);
  copy(path.join(PORTAL, ".next", "static"), path.join(fresh, "apps", "portal", ".next", "static"));
  if (existsSync(path.join(PORTAL, "public")))
    copy(path.join(PORTAL, "public"), path.join(fresh, "apps", "portal", "public"));
  rmSync(folder, { recursive: true, force: true }); // one that lost its server
  renameSync(fresh, folder);
  removeOldBuilds();
}

const copy = (from: string, to: string): void => cpSync(from, to, { recursive: true, verbatimSymlinks: true });

function removeOldBuilds(): void {
  const builds = readdirSync(BUILDS).map((name) => path.join(BUILDS, name));
  const newestFirst = builds.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const folder of newestFirst.slice(KEPT_BUILDS)) rmSync(folder, { recursive: true, force: true });
}
