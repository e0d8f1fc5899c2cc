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
  if (started?.timerId) {
    const from = Date.parse(instantOf(event.eventTime) ?? "") || 0;
    const span =
      Number(started.startToFireTimeout?.seconds ?? 0) * 1000 + (started.startToFireTimeout?.nanos ?? 0) / 1e6;
    const due = new Date(from + span).toISOString();
    timers.set(started.timerId, { kind: "timer", what: "Looks again", attempt: 1, due_at: due, last_failure: null });
  }
  const over = event.timerFiredEventAttributes?.timerId ?? event.timerCanceledEventAttributes?.timerId;
  if (over) timers.delete(over);
}

function lineOf(stepOf: ReadonlyMap<string, string>, event: HistoryEvent): Told | undefined {
  const at = instantOf(event.eventTime) ?? "";
  const line = (what: string, detail: string | null = null): Told => ({ at, what, detail });
  if (event.workflowExecutionStartedEventAttributes) return line("Started");
  if (event.workflowExecutionSignaledEventAttributes) return line("Was told that something changed");
  const done = event.activityTaskCompletedEventAttributes;
  if (done) return line(stepWords(stepOf.get(String(done.scheduledEventId)) ?? "step"));
  const failed = event.activityTaskFailedEventAttributes;
  if (failed) {
    const step = stepWords(stepOf.get(String(failed.scheduledEventId)) ?? "step");
    return line(`A step failed: ${step}`, failed.failure?.message ?? null);
  }
  if (event.workflowExecutionCompletedEventAttributes) return line("Finished");
  if (event.workflowExecutionFailedEventAttributes) {
    return line("Failed", event.workflowExecutionFailedEventAttributes.failure?.message ?? null);
  }
  return undefined;
}
