import type { WorkflowStanding, WorkflowView } from "@ingot/services";
import { type Client, type WorkflowExecutionDescription, WorkflowNotFoundError } from "@temporalio/client";
import { historyInWords } from "./history.ts";
import { instantOf, stepWords } from "./words.ts";

const statusWords: Readonly<Record<string, WorkflowStanding["status"]>> = {
  RUNNING: "running",
  PAUSED: "running",
  CONTINUED_AS_NEW: "running",
  COMPLETED: "completed",
  FAILED: "failed",
  TIMED_OUT: "failed",
  TERMINATED: "canceled",
  CANCELLED: "canceled",
};

const missing: WorkflowStanding = { status: "missing", started_at: null, closed_at: null };

async function find(client: Client, workflowId: string): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

type Found = Pick<WorkflowExecutionDescription, "status" | "startTime" | "closeTime">;

const standing = (found: Found): WorkflowStanding => ({
  status: statusWords[found.status.name] ?? "missing",
  started_at: found.startTime.toISOString(),
  closed_at: found.closeTime?.toISOString() ?? null,
});

/**
 * How workflows stand, asked for at once. Temporal's list learns of a workflow a moment after it began: one that it does
 * not have is asked for by itself.
 */
export async function standingsOf(
  client: Client,
  workflowIds: readonly string[],
): Promise<ReadonlyMap<string, WorkflowStanding>> {
  if (workflowIds.length === 0) return new Map();
  const query = `WorkflowId IN (${workflowIds.map((id) => `'${id.replaceAll("'", "''")}'`).join(", ")})`;
  const newest = new Map<string, Found>();
  for await (const found of client.workflow.list({ query })) {
    const before = newest.get(found.workflowId);
    if (!before || before.startTime < found.startTime) newest.set(found.workflowId, found);
  }
  const unlisted = workflowIds.filter((id) => !newest.has(id));
  const asked = await Promise.all(unlisted.map(async (id) => [id, await find(client, id)] as const));
  for (const [id, found] of asked) if (found) newest.set(id, found);
  return new Map(workflowIds.map((id) => [id, standingFrom(newest.get(id))]));
}

const standingFrom = (found: Found | undefined): WorkflowStanding => (found ? standing(found) : missing);

/** A workflow as our dashboard shows it; undefined when Temporal does not know it (any more). */
export async function describeWorkflow(client: Client, workflowId: string): Promise<WorkflowView | undefined> {
  const found = await find(client, workflowId);
  if (!found) return undefined;
  const history = await client.workflow.getHandle(workflowId, found.runId).fetchHistory();
  const { told, timers } = historyInWords(history.events ?? []);
  const running = found.status.name === "RUNNING";
  return { ...standing(found), history: told, pending: running ? [...pendingSteps(found), ...timers] : [] };
}

function pendingSteps(found: WorkflowExecutionDescription): WorkflowView["pending"] {
  return (found.raw.pendingActivities ?? []).map((activity) => ({
    kind: "step",
    what: stepWords(activity.activityType?.name ?? "step"),
    attempt: Number(activity.attempt ?? 1),
    due_at: instantOf(activity.scheduledTime),
    last_failure: activity.lastFailure?.message ?? null,
  }));
}
