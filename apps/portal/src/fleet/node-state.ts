import type { Node } from "../api/outputs.ts";

export type NodeState = "busy" | "free" | "draining" | "down";

/** What a node is doing, as one word. */
export function nodeStateOf({ status, job_id: job }: Pick<Node, "status" | "job_id">): NodeState {
  if (status !== "up") return status;
  return job === null ? "free" : "busy";
}

/** Where an arrow key leads in a grid read row by row; the same place where there is nothing. */
export function neighbourOf(index: number, key: string, columns: number, count: number): number {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
  };
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const next = index + (steps[key] ?? 0);
  return next >= 0 && next < count ? next : index;
}
