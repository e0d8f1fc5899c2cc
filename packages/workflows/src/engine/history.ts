import type { WorkflowView } from "@ingot/services";
import type { temporal } from "@temporalio/proto";
import { instantOf, stepWords } from "./words.ts";

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Told = WorkflowView["history"][number];
type Pending = WorkflowView["pending"][number];

/**
 * Temporal's history in the words of our customers: what was done and what is waited for. Bookkeeping (workflow tasks,
 * scheduling, markers) is left out, and a look that changed nothing is told once, not every ten seconds.
 */
export function historyInWords(events: readonly HistoryEvent[]): { told: Told[]; timers: Pending[] } {
  const stepOf = new Map<string, string>();
  const timers = new Map<string, Pending>();
  const told: Told[] = [];
  for (const event of events) {
    rememberStep(stepOf, event);
    rememberTimer(timers, event);
    const line = lineOf(stepOf, event);
    if (line && !(told.at(-1)?.what === line.what && told.at(-1)?.detail === line.detail)) told.push(line);
  }
  return { told, timers: [...timers.values()] };
}

function rememberStep(stepOf: Map<string, string>, event: HistoryEvent): void {
  const name = event.activityTaskScheduledEventAttributes?.activityType?.name;
  if (name) stepOf.set(String(event.eventId), name);
}

function rememberTimer(timers: Map<string, Pending>, event: HistoryEvent): void {
  const started = event.timerStartedEventAttributes;
  if (started?.timerId) timers.set(started.timerId, pendingTimer(event.eventTime, started.startToFireTimeout));
  const over = event.timerFiredEventAttributes?.timerId ?? event.timerCanceledEventAttributes?.timerId;
  if (over) timers.delete(over);
}

type Span = { readonly seconds?: unknown; readonly nanos?: number | null } | null | undefined;

function pendingTimer(startedAt: HistoryEvent["eventTime"], span: Span): Pending {
  const from = Date.parse(instantOf(startedAt) ?? "") || 0;
  const milliseconds = Number(span?.seconds ?? 0) * 1000 + (span?.nanos ?? 0) / 1e6;
  const due = new Date(from + milliseconds).toISOString();
  return { kind: "timer", what: "Looks again", attempt: 1, due_at: due, last_failure: null };
}

interface Words {
  readonly what: string;
  readonly detail?: string | null | undefined;
}

function lineOf(stepOf: ReadonlyMap<string, string>, event: HistoryEvent): Told | undefined {
  const words = wordsOfStep(stepOf, event) ?? wordsOfWorkflow(event);
  return words && { at: instantOf(event.eventTime) ?? "", what: words.what, detail: words.detail ?? null };
}

function wordsOfStep(stepOf: ReadonlyMap<string, string>, event: HistoryEvent): Words | undefined {
  const nameOf = (scheduled: unknown) => stepWords(stepOf.get(String(scheduled)) ?? "step");
  const done = event.activityTaskCompletedEventAttributes;
  if (done) return { what: nameOf(done.scheduledEventId) };
  const failed = event.activityTaskFailedEventAttributes;
  if (!failed) return undefined;
  return { what: `A step failed: ${nameOf(failed.scheduledEventId)}`, detail: failed.failure?.message };
}

function wordsOfWorkflow(event: HistoryEvent): Words | undefined {
  if (event.workflowExecutionStartedEventAttributes) return { what: "Started" };
  if (event.workflowExecutionSignaledEventAttributes) return { what: "Was told that something changed" };
  if (event.workflowExecutionCompletedEventAttributes) return { what: "Finished" };
  const failed = event.workflowExecutionFailedEventAttributes;
  return failed ? { what: "Failed", detail: failed.failure?.message } : undefined;
}
