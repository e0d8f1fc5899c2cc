import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { isAlive } from "../bootstrap/lock.mjs";
import { CACHE } from "./paths.ts";

const RUNS = path.join(CACHE, "test");

/** A folder for one run. It carries the run's pid, so that one left over from a kill is known and removed. */
export function makeRunFolder(): string {
  mkdirSync(RUNS, { recursive: true });
  for (const name of readdirSync(RUNS)) {
    if (!isAlive(Number(name.split("-")[0]))) rmSync(path.join(RUNS, name), { recursive: true, force: true });
  }
  const folder = path.join(RUNS, `${process.pid}-${randomBytes(3).toString("hex")}`);
  mkdirSync(folder);
  return folder;
}
