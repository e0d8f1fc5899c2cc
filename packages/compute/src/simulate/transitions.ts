/** Every status of a job. The last four are terminal. */
export type JobStatus =
  | "checking"
  | "queued"
  | "starting"
  | "running"
  | "pausing"
  | "paused"
  | "recovering"
  | "canceling"
  | "succeeded"
  | "failed"
  | "canceled"
  | "expired";

/** Which status may follow which. An event may also leave the status as it is. */
export const jobTransitions: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  checking: ["queued", "failed", "canceled", "expired"],
  queued: ["starting", "paused", "canceled", "expired", "failed"],
  starting: ["running", "recovering", "paused", "canceling", "failed"],
  running: ["pausing", "recovering", "paused", "canceling", "succeeded", "failed"],
  pausing: ["paused", "canceling", "succeeded", "failed"],
  paused: ["queued", "canceled", "expired"],
  recovering: ["running", "recovering", "paused", "canceling", "failed"],
  canceling: ["canceled"],
  succeeded: [],
  failed: [],
  canceled: [],
  expired: [],
};

/** Whether nothing can follow this status. */
export const isTerminal = (status: JobStatus): boolean => jobTransitions[status].length === 0;
