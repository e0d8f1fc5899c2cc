import type { WaferQuestions, WaferTopic } from "../question.ts";
import type { WaferReply, WaferRequest } from "./wafer.worker.ts";

type Listener = (reply: WaferReply) => void;

/** One worker for all pictures of a page; it ends with the last of them. */
let worker: Worker | null = null;
let users = 0;
let sequence = 0;
let busy = false;
const waiting = new Map<number, Listener>();
const queue: WaferRequest[] = [];

/** Sends the oldest question that somebody still waits for: those that a slider has left behind are not computed. */
function next(): void {
  const request = queue.shift();
  busy = request !== undefined;
  if (request === undefined) return;
  if (waiting.has(request.sequence)) worker?.postMessage(request);
  else next();
}

function tell(reply: WaferReply): void {
  waiting.get(reply.sequence)?.(reply);
  waiting.delete(reply.sequence);
}

/** The worker itself did not start or broke: everybody who waits is told. */
function fail(): void {
  const failure = "this browser could not start the planner";
  for (const own of waiting.keys()) tell({ sequence: own, answer: null, failure });
  queue.length = 0;
  busy = false;
}

function start(): Worker {
  const started = new Worker(new URL("./wafer.worker.ts", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }: MessageEvent<WaferReply>) => {
    tell(data);
    next();
  });
  started.addEventListener("error", fail);
  return started;
}

/** **Returns** how to leave. */
export function openPlanner(): () => void {
  users += 1;
  worker ??= start();
  return () => {
    users -= 1;
    if (users > 0) return;
    worker?.terminate();
    worker = null;
    busy = false;
    queue.length = 0;
    waiting.clear();
  };
}

/** **Returns** how to stop listening. */
export function askPlanner<Topic extends WaferTopic>(
  topic: Topic,
  question: WaferQuestions[Topic],
  listener: (reply: WaferReply<Topic>) => void,
): () => void {
  sequence += 1;
  const own = sequence;
  waiting.set(own, listener as Listener);
  queue.push({ sequence: own, topic, question });
  if (!busy) next();
  return () => waiting.delete(own);
}
