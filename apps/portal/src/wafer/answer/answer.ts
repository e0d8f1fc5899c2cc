import { findSystem, streamingTimeline } from "@ingot/compute";
import type {
  FaultRate,
  TimelineAnswer,
  TimelineQuestion,
  WaferAnswers,
  WaferQuestions,
  WaferTopic,
} from "../question.ts";
import { answerFloor } from "./floor.ts";
import { askOf, planOf } from "./planned.ts";
import { answerScaling } from "./scaling.ts";

function answerTimeline({ ask: asked, plan: wire }: TimelineQuestion): TimelineAnswer {
  const ask = askOf(asked);
  const plan = planOf(ask, wire);
  const pipelined = plan.layout.kind === "wafer" && plan.layout.execution === "pipelined";
  return pipelined ? null : streamingTimeline(ask, plan);
}

function answerFaults({ system: id }: WaferQuestions["faults"]): FaultRate {
  const system = findSystem(id);
  if (!system) throw new RangeError(`a system of the catalog is needed, received "${id}"`);
  const { value, source, assumed } = system.faultsPerNodeDay;
  return { perDay: value, source, assumed: assumed === true };
}

const answers: { readonly [Topic in WaferTopic]: (question: WaferQuestions[Topic]) => WaferAnswers[Topic] } = {
  faults: answerFaults,
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
