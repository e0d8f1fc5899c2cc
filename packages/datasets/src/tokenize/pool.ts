import { Worker } from "node:worker_threads";
import { type ExaminedChunk, examineChunk } from "../chunk/examine.ts";
import type { RowOptions } from "../record/row.ts";
import { type Encoding, loadTokenCounter } from "./encoding.ts";

/** One chunk to examine. The pool takes `bytes` over: they must not be used afterwards. */
export interface ExamineJob extends RowOptions {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly first: boolean;
  /** The vocabularies to count in, all in one reading; empty: tokens are not counted. */
  readonly encodings: readonly Encoding[];
}

/** What a job gives: what its chunk holds, and the job's memory back, to be filled again. */
export interface Examined {
  readonly chunk: ExaminedChunk;
  readonly memory: ArrayBuffer;
}

/** Who examines chunks: threads, or this one. One pool serves any number of uploads, first come first served. */
export interface ExaminerPool {
  readonly mode: "threads" | "in_process";
  /** Why no threads are used, when they were asked for. */
  readonly reason: string | undefined;
  /** Chunks examined at a time. */
  readonly size: number;
  examine(job: ExamineJob): Promise<Examined>;
  close(): Promise<void>;
}

/** Examines one job in the calling thread. */
export async function examineHere(job: ExamineJob): Promise<Examined> {
  const counters = await Promise.all(job.encodings.map((encoding) => loadTokenCounter(encoding)));
  const { bytes, first, textField, maxRecordBytes } = job;
  return { chunk: examineChunk(bytes, { first, textField, maxRecordBytes, counters }), memory: bytes.buffer };
}

/** A pool without threads, which lets other work in between two chunks (about 50 ms each while tokens are counted). */
export function inProcessPool(reason?: string): ExaminerPool {
  return {
    mode: "in_process",
    reason,
    size: 1,
    async examine(job) {
      await new Promise((resolve) => setImmediate(resolve));
      return examineHere(job);
    },
    async close() {},
  };
}

/** What the thread answers. */
export type Answer = { readonly done: Examined } | { readonly failed: string } | { readonly ready: true };

interface Waiting {
  readonly job: ExamineJob;
  readonly resolve: (examined: Examined) => void;
  readonly reject: (error: Error) => void;
}

interface Seat {
  worker: Worker | undefined;
  current: Waiting | undefined;
}

// Rows die young: left to itself a thread lets 30 MB of them pile up, keeps what it took, and is no faster. The limit of
// the old part makes V8 collect sooner. It must never be met (V8 aborts the process when that happens in JSON.parse):
// rows of 4 MiB made to take the most take less than half of it.
const resourceLimits = { maxYoungGenerationSizeMb: 6, maxOldGenerationSizeMb: 512 };

// Not `new`: a bundler that reads it takes every file of the project for the thread's, and builds for minutes.
const startThread = (url: URL): Worker => Reflect.construct(Worker, [url, { resourceLimits }]) as Worker;

class ThreadPool implements ExaminerPool {
  readonly mode = "threads";
  readonly reason = undefined;
  readonly size: number;
  readonly #url: URL;
  readonly #seats: Seat[];
  readonly #queue: Waiting[] = [];
  #closed = false;

  constructor(first: Worker, url: URL, size: number) {
    this.size = size;
    this.#url = url;
    this.#seats = Array.from({ length: size }, () => ({ worker: undefined, current: undefined }));
    const seat = this.#seats[0];
    if (seat) this.#seat(seat, first);
  }

  examine(job: ExamineJob): Promise<Examined> {
    if (this.#closed) return Promise.reject(new Error("the pool that examines chunks is closed"));
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#queue.splice(0)) waiting.reject(new Error("the pool that examines chunks was closed"));
    const workers = this.#seats.flatMap((seat) => seat.worker ?? []);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #next(): void {
    for (const seat of this.#seats) {
      if (seat.current) continue;
      const waiting = this.#queue.shift();
      if (!waiting) return;
      seat.current = waiting;
      const worker = seat.worker ?? this.#seat(seat, startThread(this.#url));
      // An idle thread lets the process end, a busy one does not.
      worker.ref();
      worker.postMessage(waiting.job, [waiting.job.bytes.buffer]);
    }
  }

  #seat(seat: Seat, worker: Worker): Worker {
    seat.worker = worker;
    for (const name of ["message", "error", "exit"]) worker.removeAllListeners(name);
    worker.unref();
    worker.on("message", (answer: Answer) => this.#answered(seat, answer));
    worker.on("error", (error) => this.#died(seat, worker, error));
    worker.on("exit", (code) => this.#died(seat, worker, new Error(`it ended with status ${code}`)));
    return worker;
  }

  #answered(seat: Seat, answer: Answer): void {
    const { current } = seat;
    if ("ready" in answer || !current) return;
    seat.current = undefined;
    seat.worker?.unref();
    if ("done" in answer) current.resolve(answer.done);
    else current.reject(new Error(`a chunk could not be examined: ${answer.failed}`));
    this.#next();
  }

  /** The chunk that the thread died of is refused; the seat gets a new thread with its next chunk. */
  #died(seat: Seat, worker: Worker, cause: Error): void {
    if (seat.worker !== worker) return;
    const { current } = seat;
    seat.worker = undefined;
    seat.current = undefined;
    current?.reject(new Error(`the thread that examined a chunk died: ${cause.message}`, { cause }));
    if (!this.#closed) this.#next();
  }
}

/**
 * A pool of `threads` (1 to 64). `workerUrl` names the thread's file where a bundler has moved it. Where threads cannot
 * be started the pool works in the calling thread and says why in `reason`.
 */
export async function openPool(options: { threads: number; workerUrl?: URL }): Promise<ExaminerPool> {
  const { threads } = options;
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    throw new RangeError(`threads is a whole number from 1 to 64, received ${threads}`);
  }
  try {
    const url = options.workerUrl ?? new URL("./thread.ts", import.meta.url);
    const first = startThread(url);
    await new Promise<void>((resolve, reject) => {
      first.once("message", () => resolve());
      first.once("error", reject);
      first.once("exit", (code) => reject(new Error(`the thread ended with status ${code}`)));
    });
    return new ThreadPool(first, url, threads);
  } catch (error) {
    return inProcessPool(`threads could not be started: ${error instanceof Error ? error.message : String(error)}`);
  }
}
