import { parentPort } from "node:worker_threads";
import { type Answer, type ExamineJob, examineHere } from "./pool.ts";

const port = parentPort;
if (port) {
  const answer = (message: Answer, moved: ArrayBuffer[] = []) => port.postMessage(message, moved);
  const work = async (job: ExamineJob): Promise<void> => {
    try {
      const { chunk, memory } = await examineHere(job);
      // A buffer out of Node's pool must not be moved: it is a part of a larger one.
      const stored = chunk.stored && new Uint8Array(chunk.stored);
      // What is moved away is off this thread's books; left here, it would wait for a full collection.
      answer({ done: { chunk: { ...chunk, stored }, memory } }, stored ? [memory, stored.buffer] : [memory]);
    } catch (error) {
      answer({ failed: error instanceof Error ? error.message : String(error) });
    }
  };
  port.on("message", (job: ExamineJob) => void work(job));
  answer({ ready: true });
}
