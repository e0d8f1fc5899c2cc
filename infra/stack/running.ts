// The one stack of a data folder: who holds it, and what it told about itself.
import { rmSync } from "node:fs";
import path from "node:path";
import { Failure } from "../bootstrap/failure.mjs";
import { lockHolder, takeLock } from "../bootstrap/lock.mjs";
import { readRecord, writeRecord } from "./json-file.ts";
import type { OpenStack } from "./stack.ts";

const lockFile = (data: string): string => path.join(data, "running.lock");
const factsFile = (data: string): string => path.join(data, "running.json");

export interface Holder {
  pid: number;
  url: string;
}

export function runningStack(data: string): Holder | undefined {
  const holder = lockHolder(lockFile(data));
  return holder === undefined ? undefined : { pid: holder.pid, url: String(holder.url) };
}

/** Refuses while another one runs, naming it. */
export function holdDataFolder(data: string, url: string): () => void {
  const lock = takeLock(lockFile(data), { url });
  if (!lock.held) {
    throw new Failure(
      `Ingot is already running at ${String(lock.holder.url)} (pid ${lock.holder.pid}). \`npm run stop\` stops it.`,
    );
  }
  return () => {
    rmSync(factsFile(data), { force: true });
    lock.release();
  };
}

/** What `npm run status` asks: addresses and pids, no passwords. */
export function tellFacts(data: string, stack: OpenStack): void {
  const parts = stack.parts.map(({ name, pid, logFile }) => ({ name, pid, logFile }));
  writeRecord(factsFile(data), { url: stack.url, temporal: stack.env.TEMPORAL_ADDRESS, parts });
}

export interface Facts {
  url: string;
  temporal: string;
  parts: { name: string; pid: number; logFile: string }[];
}

export function runningFacts(data: string): Facts | undefined {
  const facts = readRecord(factsFile(data));
  return facts === undefined ? undefined : (facts as unknown as Facts);
}
