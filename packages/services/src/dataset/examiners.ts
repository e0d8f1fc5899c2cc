import { pathToFileURL } from "node:url";
import { type ExaminerPool, openPool } from "@ingot/datasets";
import type { Log } from "../ports.ts";

const threads = 2;

/**
 * Threads that examine chunks, shared by all uploads of the process and opened by the first. Idle ones end with it.
 * `threadFile` is where their source lies; a built portal does not know, and would have to work in its own thread.
 */
export function openExaminers(threadFile: string | undefined, log: Log): () => Promise<ExaminerPool> {
  let opened: Promise<ExaminerPool> | undefined;
  const open = async (): Promise<ExaminerPool> => {
    const pool = await openPool({ threads, ...(threadFile ? { workerUrl: pathToFileURL(threadFile) } : {}) });
    if (pool.reason !== undefined) {
      log.warn({ reason: pool.reason, threadFile }, "uploads are examined in the thread that answers requests");
    }
    return pool;
  };
  return () => (opened ??= open());
}
