import { answerInstantly, type InstantAnswer, type InstantAsk } from "./answer.ts";

export interface InstantRequest {
  readonly sequence: number;
  readonly ask: InstantAsk;
}

export interface InstantReply {
  readonly sequence: number;
  readonly answer: InstantAnswer | null;
}

function answer(ask: InstantAsk): InstantAnswer | null {
  try {
    return answerInstantly(ask);
  } catch {
    // What this planner cannot read, Ingot's own answer explains a moment later.
    return null;
  }
}

addEventListener("message", ({ data }: MessageEvent<InstantRequest>) => {
  const reply: InstantReply = { sequence: data.sequence, answer: answer(data.ask) };
  postMessage(reply);
});
