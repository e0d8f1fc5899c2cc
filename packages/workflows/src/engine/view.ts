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

const standing = (found: WorkflowExecutionDescription): WorkflowStanding => ({
  status: statusWords[found.status.name] ?? "missing",
  started_at: found.startTime.toISOString(),
  closed_at: found.closeTime?.toISOString() ?? null,
});

export async function standingOf(client: Client, workflowId: string): Promise<WorkflowStanding> {
  const found = await find(client, workflowId);
  return found ? standing(found) : missing;
}

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
