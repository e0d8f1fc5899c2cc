import type { WaferQuestions, WaferTopic } from "../question.ts";
import type { WaferReply, WaferRequest } from "./wafer.worker.ts";

type Listener = (reply: WaferReply) => void;

/** One worker for all pictures of a page; it ends with the last of them. */
let worker: Worker | null = null;
let users = 0;
let sequence = 0;
const waiting = new Map<number, Listener>();

export function openPlanner(): () => void {
  users += 1;
  if (!worker) {
    worker = new Worker(new URL("./wafer.worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<WaferReply>) => {
      waiting.get(data.sequence)?.(data);
      waiting.delete(data.sequence);
    });
  }
  return () => {
    users -= 1;
    if (users > 0) return;
    worker?.terminate();
    worker = null;
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
  const request: WaferRequest<Topic> = { sequence, topic, question };
  const own = sequence;
  waiting.set(own, listener as Listener);
  worker?.postMessage(request);
  return () => waiting.delete(own);
}
