"use client";

import { startTransition, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { curveKey, type PlannerQuestion, type PlannerState, questionKey, type Started } from "./state.ts";
import type {
  ChangesReply,
  CurveReply,
  FrontReply,
  LaunchReply,
  PipelineReply,
  PlannedReply,
  PlannerReply,
  PlannerRequest,
  PlanReply,
  ProgressReply,
  ReasonsReply,
  TopologyReply,
  WholeRunReply,
} from "./worker/message.ts";

/** The last answer of each kind. */
interface Told {
  readonly failure: string | null;
  readonly plan: PlanReply | null;
  /** The last that is no refusal. */
  readonly planned: PlannedReply | null;
  readonly changes: ChangesReply | null;
  readonly reasons: ReasonsReply | null;
  readonly pipeline: PipelineReply | null;
  readonly topology: TopologyReply | null;
  readonly progress: ProgressReply | null;
  readonly front: FrontReply | null;
  readonly curve: CurveReply | null;
  readonly launch: LaunchReply | null;
  readonly wholeRun: WholeRunReply | null;
}

/** `asked` is the sequence of the question that stands now, `curveAsked` its curve's; `resting`: it has stood for a moment. */
export interface PlannerAnswers extends Told {
  readonly asked: number;
  readonly curveAsked: number;
  readonly resting: boolean;
}

const nothing: Told = {
  failure: null,
  plan: null,
  planned: null,
  changes: null,
  reasons: null,
  pipeline: null,
  topology: null,
  progress: null,
  front: null,
  curve: null,
  launch: null,
  wholeRun: null,
};

type Event = PlannerReply | { readonly kind: "failed" };

const failure =
  "The planner could not be started in this browser. Reload the page; it needs a browser with module workers.";

function reduce(answers: Told, event: Event): Told {
  if (event.kind === "failed") return { ...answers, failure };
  const known = answers[event.kind];
  // A late answer to an older question than the one shown is dropped.
  if (known !== null && known.sequence > event.sequence) return answers;
  if (event.kind !== "plan") return { ...answers, [event.kind]: event };
  const plan = sameSetting(answers.plan, event);
  return { ...answers, plan, planned: isPlanned(plan) ? plan : answers.planned };
}

const isPlanned = (reply: PlanReply): reply is PlannedReply =>
  reply.outcome.kind === "planned" && reply.setting !== null;

/** What was planned is mostly what was planned before: the same object spares its readers a look. */
function sameSetting(before: PlanReply | null, now: PlanReply): PlanReply {
  if (!before || JSON.stringify(before.setting) !== JSON.stringify(now.setting)) return now;
  return { ...now, setting: before.setting };
}

/** After so long without a change a question rests. **Unit** ms. */
const restMs = 200;

interface Workers {
  readonly ask: (request: PlannerRequest) => void;
  readonly stop: () => void;
}

/** One worker plans while the slider moves, the other draws what takes longer: neither waits for the other. */
function startWorkers(onReply: (reply: PlannerReply) => void, onFailure: () => void): Workers {
  const start = () => {
    const worker = new Worker(new URL("./worker/planner.worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<PlannerReply>) => onReply(data));
    worker.addEventListener("error", onFailure);
    return worker;
  };
  const quick = start();
  let slow: Worker | null = null;
  return {
    ask: (request) => {
      if (request.task === "plan") quick.postMessage(request);
      else {
        slow ??= start();
        slow.postMessage(request);
      }
    },
    stop: () => {
      quick.terminate();
      slow?.terminate();
    },
  };
}

interface Frames {
  readonly take: (reply: PlannerReply) => void;
  readonly stop: () => void;
}

/** One answer a frame, the kind that has waited longest; a newer of its kind takes its place in the row. */
function frameByFrame(show: (reply: PlannerReply) => void): Frames {
  const waiting = new Map<PlannerReply["kind"], PlannerReply>();
  let frame = 0;
  const next = () => {
    frame = 0;
    const [reply] = waiting.values();
    if (!reply) return;
    waiting.delete(reply.kind);
    show(reply);
    if (waiting.size > 0) frame = requestAnimationFrame(next);
  };
  return {
    take: (reply) => {
      waiting.set(reply.kind, reply);
      if (frame === 0) frame = requestAnimationFrame(next);
    },
    stop: () => cancelAnimationFrame(frame),
  };
}

/** Numbers the questions as they come. **Returns** the number of the one that stands now. */
function useSequence(key: string): number {
  const [asked, setAsked] = useState({ key, sequence: 1 });
  if (asked.key !== key) setAsked({ key, sequence: asked.sequence + 1 });
  return asked.sequence;
}

/** Whether a number has stood for a moment. */
function useRest(sequence: number): boolean {
  const [rested, setRested] = useState(sequence);
  useEffect(() => {
    const rest = setTimeout(() => startTransition(() => setRested(sequence)), restMs);
    return () => clearTimeout(rest);
  }, [sequence]);
  return rested === sequence;
}

/** The planner's answers to a state; the plan first, pictures as they come. Nothing leaves the browser. */
export function usePlanner(state: PlannerState, started: Started): PlannerAnswers {
  const [answers, tell] = useReducer(reduce, nothing);
  const workers = useRef<Workers | null>(null);
  const key = useMemo(() => questionKey(state), [state]);
  const sequence = useSequence(key);
  const resting = useRest(sequence);
  const ofCurve = useMemo(() => curveKey(JSON.parse(key) as PlannerQuestion), [key]);
  const curveAsked = useSequence(ofCurve);
  const { ramp, tool, scheduler } = state;
  useEffect(() => {
    const frames = frameByFrame(tell);
    const started = startWorkers(frames.take, () => tell({ kind: "failed" }));
    workers.current = started;
    return () => {
      frames.stop();
      started.stop();
    };
  }, []);
  useEffect(() => {
    const question = JSON.parse(key) as PlannerState;
    workers.current?.ask({ sequence, question, task: "plan" });
    workers.current?.ask({ sequence, question, task: "front" });
  }, [key, sequence]);
  useEffect(() => {
    const question = JSON.parse(ofCurve) as PlannerQuestion;
    workers.current?.ask({ sequence: curveAsked, question, task: "curve" });
  }, [ofCurve, curveAsked]);
  useEffect(() => {
    if (!started.launch || !resting) return;
    const question = JSON.parse(key) as PlannerState;
    workers.current?.ask({ sequence, question, task: "launch", tool, scheduler });
  }, [key, sequence, resting, started.launch, tool, scheduler]);
  useEffect(() => {
    if (!started.wholeRun || !resting) return;
    workers.current?.ask({ sequence, question: JSON.parse(key) as PlannerState, task: "wholeRun", ramp });
  }, [key, sequence, resting, started.wholeRun, ramp]);
  return useMemo(
    () => ({ ...answers, asked: sequence, curveAsked, resting }),
    [answers, sequence, curveAsked, resting],
  );
}
