import { parentPort } from "node:worker_threads";
import { type Answer, type ExamineJob, examineHere } from "./pool.ts";

const port = parentPort;
if (port) {
  const answer = (message: Answer, moved: ArrayBuffer[] = []) => port.postMessage(message, moved);
  const work = async (job: ExamineJob): Promise<void> => {
    try {
      const done = await examineHere(job);
      const { stored } = done.chunk;
      // What is moved away is off this thread's books; left here, it would wait for a full collection.
      answer({ done }, stored ? [done.memory, stored.buffer] : [done.memory]);
    } catch (error) {
      answer({ failed: error instanceof Error ? error.message : String(error) });
    }
  };
  port.on("message", (job: ExamineJob) => void work(job));
  answer({ ready: true });
}
