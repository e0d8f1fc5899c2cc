import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import type { Log } from "../ports.ts";
import { type Answered, answered, type Asked, type Refusal } from "./answered.ts";

/** Where questions are computed. Never throws for a question: what became of it is a value. */
export interface Threads {
  readonly answer: (asked: Asked) => Promise<Answered>;
  readonly close: () => Promise<void>;
}

export interface ThreadOptions {
  /** Where the threads' source lies, when a bundler has moved this file away from it. */
  readonly file?: string | undefined;
  readonly limit: QuestionLimit;
  /** Whether idle threads stay, or read their source again for what comes later. */
  readonly warm: boolean;
  readonly log: Log;
}

/** How long one question may take. */
export interface QuestionLimit {
  /** **Unit** s */
  readonly seconds: number;
  /** Tells when a question that begins now has taken so long. */
  readonly from: (seconds: number) => AbortSignal;
}

/** Questions computed at a time: one of whoever asks most, one of everybody else. */
export const places = 2;

// What a search looks at dies young: with less room for it V8 collects sooner, which costs no time and saves 100 MB. The
// heaviest questions we know keep well below the old part's limit; one that met it would end its thread and fail alone.
const resourceLimits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 };

const source = (): string => fileURLToPath(new URL("./thread.ts", import.meta.url));

/** Where threads cannot be started, questions are answered in the calling thread, and the log says why. */
export async function openThreads({ file, limit, warm, log }: ThreadOptions): Promise<Threads> {
  const filename = file ?? source();
  const lasting = warm ? { minThreads: places } : { minThreads: 0, idleTimeout: 1_000 };
  const pool = new Piscina({ filename, name: "answered", ...lasting, maxThreads: places, resourceLimits });
  // An idle thread that dies is replaced; without a listener the process would die with it.
  pool.on("error", (error: unknown) => log.warn({ err: error }, "a planner's thread died"));
  try {
    await pool.run(undefined, { name: "ready" });
  } catch (error) {
    await pool.destroy();
    log.warn({ err: error, filename }, "plans are made in the thread that answers requests");
    return inThisThread;
  }
  return {
    answer: (asked) => within(limit, (signal) => pool.run(asked, { signal }) as Promise<Answered>),
    close: () => pool.destroy(),
  };
}

const inThisThread: Threads = {
  answer: async (asked) => {
    await new Promise((resolve) => setImmediate(resolve));
    return answered(asked);
  },
  close: async () => {},
};

/** A question that takes too long ends with its thread, and another thread takes its place. */
async function within(limit: QuestionLimit, answer: (signal: AbortSignal) => Promise<Answered>): Promise<Answered> {
  const began = performance.now();
  const tooLong = limit.from(limit.seconds);
  try {
    return await answer(tooLong);
  } catch (error) {
    const seconds = (performance.now() - began) / 1000;
    if (!tooLong.aborted) return { kind: "failure", seconds, error };
    return { kind: "refusal", seconds, refusal: notAnswered(limit.seconds) };
  }
}

function notAnswered(seconds: number): Refusal {
  const message =
    `a question may take ${seconds} seconds, received one that was not answered by then; ` +
    "fix a part of the layout, ask about fewer devices, or plan on your machine with `ingot plan`";
  return { code: "VALIDATION", message, details: { seconds_max: seconds }, cause: undefined };
}
