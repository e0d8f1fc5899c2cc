import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import { NODE, ROOT } from "./paths.ts";

export interface Part {
  name: string;
  command: string;
  args: string[];
  env: Record<string, string | undefined>;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** What makes this program end in order. */
  signal: NodeJS.Signals;
  /** After this long it is killed. */
  graceMs?: number;
}

export interface RunningPart {
  name: string;
  pid: number;
  logFile: string;
  /** Undefined while it runs. */
  ended(): string | undefined;
  /** What it wrote to its log since this start. */
  logSinceStart(lines?: number): string;
}

interface Charge {
  part: Part;
  child: ChildProcess;
  exit: Promise<void>;
}

const DEFAULT_GRACE_MS = 10_000;
const LARGEST_LOG_BYTES = 10_000_000;

function openLog(file: string): { descriptor: number; start: number } {
  mkdirSync(path.dirname(file), { recursive: true });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGEST_LOG_BYTES) renameSync(file, `${file}.1`);
  return { descriptor: openSync(file, "a"), start: size > LARGEST_LOG_BYTES ? 0 : size };
}

/** Starts parts apart from the terminal, stops them in reverse order, and leaves none behind even when killed. */
export class Supervisor {
  readonly #logs: string;
  readonly #guard: ChildProcess;
  readonly #charges: Charge[] = [];
  #stopping: Promise<void> | undefined;
  #onDeath: (part: RunningPart) => void = () => {};

  constructor(logs: string) {
    this.#logs = logs;
    this.#guard = spawn(NODE, [path.join(ROOT, "infra", "stack", "guard.mjs")], {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
      cwd: "/",
    });
    this.#guard.stdin?.on("error", () => {});
    this.#guard.unref();
  }

  /** Told once, when a part ends that nobody stopped. */
  onDeath(tell: (part: RunningPart) => void): void {
    this.#onDeath = tell;
  }

  /** A folder that is not worth keeping when all is over, however it ends. */
  removeAtEnd(folder: string): void {
    this.#tell({ remove: folder });
  }

  async start(part: Part): Promise<RunningPart> {
    if (this.#stopping !== undefined) throw new Error(`${part.name} was started while the stack stops`);
    const logFile = path.join(this.#logs, `${part.name}.log`);
    const { descriptor, start } = openLog(logFile);
    const { command, args, cwd = ROOT, uid, gid } = part;
    const env = part.env as NodeJS.ProcessEnv;
    const child = spawn(command, args, {
      env,
      cwd,
      uid,
      gid,
      detached: true,
      stdio: ["ignore", descriptor, descriptor],
    });
    closeSync(descriptor);
    let how: string | undefined;
    const running: RunningPart = {
      name: part.name,
      pid: child.pid ?? 0,
      logFile,
      ended: () => how,
      logSinceStart: (lines = 12) => tail(readFileSync(logFile).subarray(start).toString(), lines),
    };
    const exit = new Promise<void>((resolve) => {
      const end = (text: string): void => {
        how ??= text;
        this.#tell({ gone: running.pid });
        if (this.#stopping === undefined && running.pid > 0) this.#onDeath(running);
        resolve();
      };
      child.on("error", (error) => end(error.message));
      child.on("exit", (code, signal) => end(signal === null ? `ended with status ${code}` : `ended by ${signal}`));
    });
    await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    this.#tell({ watch: running.pid, signal: part.signal });
    this.#charges.push({ part, child, exit });
    return running;
  }

  /** Twice is the same stop. */
  async stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    for (const { part, child, exit } of this.#charges.toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill(part.signal);
      const timer = setTimeout(() => killGroup(child), part.graceMs ?? DEFAULT_GRACE_MS);
      await exit;
      clearTimeout(timer);
    }
    this.#guard.ref(); // otherwise nothing keeps this process waiting for it
    const guardEnded = new Promise<void>((resolve) => this.#guard.once("exit", () => resolve()));
    this.#guard.stdin?.end();
    if (this.#guard.exitCode === null) await guardEnded;
  }

  #tell(order: Record<string, unknown>): void {
    this.#guard.stdin?.write(`${JSON.stringify(order)}\n`);
  }
}

const tail = (text: string, lines: number): string => text.trimEnd().split("\n").slice(-lines).join("\n");

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}
