"use client";

import { useEffect, useRef, useState } from "react";
import type { InstantAnswer, InstantAsk } from "./answer.ts";
import type { InstantReply, InstantRequest } from "./plan.worker.ts";

/** One worker that computes one ask at a time and skips those that the slider has already left. */
function makePlanner(onReply: (reply: InstantReply) => void) {
  const worker = new Worker(new URL("./plan.worker.ts", import.meta.url), { type: "module" });
  let busy = false;
  let waiting: InstantRequest | null = null;
  const send = (request: InstantRequest) => {
    busy = true;
    worker.postMessage(request);
  };
  worker.addEventListener("message", ({ data }: MessageEvent<InstantReply>) => {
    busy = false;
    onReply(data);
    if (waiting) send(waiting);
    waiting = null;
  });
  return {
    ask: (request: InstantRequest) => {
      if (busy) waiting = request;
      else send(request);
    },
    stop: () => worker.terminate(),
  };
}

/** The browser's own answer to an ask, within milliseconds; null until there is one. */
export function useInstantAnswer(ask: InstantAsk | null): InstantAnswer | null {
  const [reply, setReply] = useState<InstantReply | null>(null);
  const planner = useRef<ReturnType<typeof makePlanner> | null>(null);
  const sequence = useRef(0);
  useEffect(() => {
    planner.current = makePlanner(setReply);
    return () => planner.current?.stop();
  }, []);
  const text = ask === null ? null : JSON.stringify(ask);
  useEffect(() => {
    if (text === null) return;
    sequence.current += 1;
    planner.current?.ask({ sequence: sequence.current, ask: JSON.parse(text) as InstantAsk });
  }, [text]);
  return ask === null ? null : (reply?.answer ?? null);
}
