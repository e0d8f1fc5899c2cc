"use client";

import { useEffect, useState } from "react";
import type { WaferAnswers, WaferQuestions, WaferTopic } from "../question.ts";
import { askPlanner, openPlanner } from "./planner.ts";

interface Told<Topic extends WaferTopic> {
  readonly answer: WaferAnswers[Topic] | null;
  readonly failure: string | null;
  /** The answer is about the question as it stands. */
  readonly current: boolean;
}

/** Computes in a worker; the answer to the question before stays until there is a new one. */
export function useWaferAnswer<Topic extends WaferTopic>(topic: Topic, question: WaferQuestions[Topic]): Told<Topic> {
  const [told, setTold] = useState<{
    readonly about: string;
    readonly answer: WaferAnswers[Topic] | null;
    readonly failure: string | null;
  }>({ about: "", answer: null, failure: null });
  const text = JSON.stringify(question);
  useEffect(() => openPlanner(), []);
  useEffect(
    () =>
      askPlanner(topic, JSON.parse(text) as WaferQuestions[Topic], ({ answer, failure }) =>
        setTold({ about: text, answer, failure }),
      ),
    [topic, text],
  );
  return { answer: told.answer, failure: told.failure, current: told.about === text };
}
