// A lock file that holds its owner's pid and is taken over when that process is gone.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What the kernel says about a process, from its state on. Linux only. */
function kernelFacts(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

/** The parent of a process, where the kernel tells it. */
export const parentOf = (pid) => kernelFacts(pid)[1];

/** Tells a reused pid from the process that took the lock. */
const startedTick = (pid) => kernelFacts(pid)[19];

/**
 * @param {number} pid
 * @returns {boolean}
 */
export function isAlive(pid) {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return kernelFacts(pid)[0] !== "Z"; // dead, only not yet buried by its parent
  } catch (error) {
    return error.code === "EPERM";
  }
}

/**
 * The living owner of a lock file, or undefined when nobody (or nothing readable) holds it.
 * @param {string} file
 * @returns {{ pid: number, [detail: string]: unknown } | undefined}
 */
export function lockHolder(file) {
  let holder;
  try {
    holder = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
  if (!isAlive(holder?.pid)) return undefined;
  const tick = startedTick(holder.pid);
  return tick !== undefined && holder.tick !== undefined && tick !== holder.tick ? undefined : holder;
}

/**
 * @param {string} file
 * @param {Record<string, unknown>} [details] kept in the file beside the pid
 * @returns {{ held: true, release: () => void } | { held: false, holder: { pid: number, [detail: string]: unknown } }}
 */
export function takeLock(file, details = {}) {
  mkdirSync(path.dirname(file), { recursive: true });
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ ...details, pid: process.pid, tick: startedTick(process.pid) }));
  try {
    for (;;) {
      try {
        linkSync(own, file); // with its content at once: nobody ever reads a half-written lock
        return { held: true, release: () => releaseLock(file) };
      } catch (error) {
        if (error.code !== "EEXIST") throw error;
      }
      const holder = lockHolder(file);
      if (holder !== undefined) return { held: false, holder };
      removeStale(file);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Moves a dead lock away first, so that of two finders only one removes it, and never a fresh one. */
function removeStale(file) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  if (lockHolder(aside) !== undefined) {
    try {
      linkSync(aside, file);
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
  }
  rmSync(aside, { force: true });
}

function releaseLock(file) {
  if (lockHolder(file)?.pid === process.pid) rmSync(file, { force: true });
}
