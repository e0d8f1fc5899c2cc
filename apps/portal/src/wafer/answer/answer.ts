import { streamingTimeline } from "@ingot/compute";
import type { TimelineAnswer, TimelineQuestion, WaferAnswers, WaferQuestions, WaferTopic } from "../question.ts";
import { answerFloor } from "./floor.ts";
import { askOf, planOf } from "./planned.ts";
import { answerScaling } from "./scaling.ts";

function answerTimeline({ ask: asked, plan: wire }: TimelineQuestion): TimelineAnswer {
  const ask = askOf(asked);
  const plan = planOf(ask, wire);
  const pipelined = plan.layout.kind === "wafer" && plan.layout.execution === "pipelined";
  return pipelined ? null : streamingTimeline(ask, plan);
}

const answers: { readonly [Topic in WaferTopic]: (question: WaferQuestions[Topic]) => WaferAnswers[Topic] } = {
  floor: answerFloor,
  timeline: answerTimeline,
  scaling: answerScaling,
};

/** What the wafer model says to a question of the page. **Throws** RangeError for a question that names no wafer. */
export function answerWafer<Topic extends WaferTopic>(
  topic: Topic,
  question: WaferQuestions[Topic],
): WaferAnswers[Topic] {
  return answers[topic](question);
}
