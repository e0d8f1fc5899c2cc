import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isAlive } from "../bootstrap/lock.mjs";

/** What a living process was started as; empty when nobody may know. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return process.platform === "linux" ? "" : commandLineByPs(pid);
  }
}

function commandLineByPs(pid: number): string {
  try {
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

/** Alive, and started with this text in its command line: a pid alone may be somebody else's by now. */
export const isOurs = (pid: number, mark: string): boolean => isAlive(pid) && commandLine(pid).includes(mark);
