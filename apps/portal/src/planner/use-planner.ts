"use client";

import { startTransition, useEffect, useReducer, useRef } from "react";
import { type PlannerState, questionKey } from "./state.ts";
import type {
  CurveReply,
  DrawingsReply,
  FrontReply,
  LaunchReply,
  PlannerReply,
  PlannerRequest,
  PlanReply,
  ProgressReply,
  ReasonsReply,
} from "./worker/message.ts";

/** The last answer of each kind; `asked` is the sequence of the question that stands now. */
export interface PlannerAnswers {
  readonly asked: number;
  readonly failure: string | null;
  readonly plan: PlanReply | null;
  readonly reasons: ReasonsReply | null;
  readonly drawings: DrawingsReply | null;
  readonly progress: ProgressReply | null;
  readonly front: FrontReply | null;
  readonly curve: CurveReply | null;
  readonly launch: LaunchReply | null;
}

const nothing: PlannerAnswers = {
  asked: 0,
  failure: null,
  plan: null,
  reasons: null,
  drawings: null,
  progress: null,
  front: null,
  curve: null,
  launch: null,
};

type Event = PlannerReply | { readonly kind: "asked"; readonly sequence: number } | { readonly kind: "failed" };

const failure =
  "The planner could not be started in this browser. Reload the page; it needs a browser with module workers.";

function reduce(answers: PlannerAnswers, event: Event): PlannerAnswers {
  if (event.kind === "asked") return { ...answers, asked: event.sequence };
  if (event.kind === "failed") return { ...answers, failure };
  const known = answers[event.kind];
  // A late answer to an older question than the one shown is dropped.
  if (known !== null && known.sequence > event.sequence) return answers;
  return { ...answers, [event.kind]: event.kind === "plan" ? sameSetting(answers.plan, event) : event };
}

/** What was planned is mostly what was planned before: the same object spares its readers a look. */
function sameSetting(before: PlanReply | null, now: PlanReply): PlanReply {
  if (!before || JSON.stringify(before.setting) !== JSON.stringify(now.setting)) return now;
  return { ...now, setting: before.setting };
}

/** After so long without a change the slow pictures are asked for. **Unit** ms. */
const restMs = 350;

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

/** The planner's answers to a state; the plan first, pictures as they come. Nothing leaves the browser. */
export function usePlanner(state: PlannerState, exporting: boolean): PlannerAnswers {
  const [answers, tell] = useReducer(reduce, nothing);
  const workers = useRef<Workers | null>(null);
  const sequence = useRef(0);
  const key = questionKey(state);
  const { tool, scheduler } = state;
  useEffect(() => {
    const started = startWorkers(
      (reply) => {
        if (reply.kind === "plan") tell(reply);
        else startTransition(() => tell(reply));
      },
      () => tell({ kind: "failed" }),
    );
    workers.current = started;
    return () => started.stop();
  }, []);
  useEffect(() => {
    sequence.current += 1;
    const request = { sequence: sequence.current, question: JSON.parse(key) as PlannerState };
    tell({ kind: "asked", sequence: request.sequence });
    workers.current?.ask({ ...request, task: "plan" });
    const rest = setTimeout(() => workers.current?.ask({ ...request, task: "compare" }), restMs);
    return () => clearTimeout(rest);
  }, [key]);
  useEffect(() => {
    if (!exporting) return undefined;
    const rest = setTimeout(() => {
      const request = { sequence: sequence.current, question: JSON.parse(key) as PlannerState };
      workers.current?.ask({ ...request, task: "launch", tool, scheduler });
    }, restMs);
    return () => clearTimeout(rest);
  }, [key, exporting, tool, scheduler]);
  return answers;
}
