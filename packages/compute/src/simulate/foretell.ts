import type { StartEstimate } from "../schedule/index.ts";
import { estimateStart } from "../schedule/index.ts";
import { holdingOf, waitingOf } from "./pass.ts";
import type { Instant, JobState, NodeState } from "./state.ts";

/** What a page shows of one waiting job. */
export interface QueueEntry extends StartEstimate {
  readonly reason: JobState["statusReason"];
  readonly text: string | null;
}

/** The queue of a site at `at`: position, expected start and reason of each queued job, from honest estimates alone. */
export function foretellQueue(
  nodes: readonly NodeState[],
  jobs: readonly JobState[],
  at: Instant,
): readonly QueueEntry[] {
  const queued = new Map(jobs.filter((job) => job.status === "queued").map((job) => [job.id, job]));
  const waiting = [...queued.values()].map((job) => waitingOf(job, at));
  const holding = jobs.filter((job) => job.placement.length > 0).map((job) => holdingOf(job, at));
  return estimateStart(nodes, waiting, holding, at).map((entry) => {
    const job = queued.get(entry.jobId);
    return { ...entry, reason: job?.statusReason ?? null, text: job?.waitText ?? null };
  });
}
