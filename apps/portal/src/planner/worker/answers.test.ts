// Guarantee: what is told of a question is worked out once, and of all that only the explanation waits until a moving
// slider stands: plan and pictures follow it stop by stop.
import { expect, test } from "vitest";
import { firstState } from "../state.ts";
import { answerOf } from "./answers.ts";

const small = { ...firstState, model: "gpt2", devices: 8 };

test("parts of an answer are worked out when first asked for, and kept", async () => {
  const { sequel } = await answerOf(small);
  const parts = sequel?.parts ?? [];
  expect(parts.map(({ known }) => known())).toEqual([false, false, false]);
  const told = parts.map(({ piece }) => piece());
  expect(parts.map(({ known }) => known())).toEqual([true, true, true]);
  for (const [index, { piece }] of parts.entries()) expect(piece()).toBe(told[index]);
  expect(await answerOf({ ...small })).toBe(await answerOf(small));
});

test("of a plan's parts only the explanation waits for a slider to stand", async () => {
  const { sequel } = await answerOf(small);
  const slow = sequel?.parts.filter((part) => part.slow).map(({ piece }) => piece().kind);
  expect(slow).toEqual(["reasons"]);
});
