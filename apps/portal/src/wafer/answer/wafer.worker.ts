import type { WaferAnswers, WaferQuestions, WaferTopic } from "../question.ts";
import { answerWafer } from "./answer.ts";

export interface WaferRequest<Topic extends WaferTopic = WaferTopic> {
  readonly sequence: number;
  readonly topic: Topic;
  readonly question: WaferQuestions[Topic];
}

export interface WaferReply<Topic extends WaferTopic = WaferTopic> {
  readonly sequence: number;
  readonly answer: WaferAnswers[Topic] | null;
  /** Why there is no answer. */
  readonly failure: string | null;
}

function reply({ sequence, topic, question }: WaferRequest): WaferReply {
  try {
    return { sequence, answer: answerWafer(topic, question), failure: null };
  } catch (error) {
    return { sequence, answer: null, failure: error instanceof Error ? error.message : String(error) };
  }
}

addEventListener("message", ({ data }: MessageEvent<WaferRequest>) => postMessage(reply(data)));
