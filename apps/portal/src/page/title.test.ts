// Guarantee: a browser's tab names the thing it shows, in few enough characters to be read.
import { expect, test } from "vitest";
import { titleOf, workTitle } from "./title.ts";

test("a page is named by its thing and its kind", () => {
  const work = workTitle({ model_label: "GPT-J 6B", tokens_contracted: 20_000_000_000 });
  expect(titleOf(work, "Contract")).toBe("GPT-J 6B, 20 billion tokens · Contract");
  expect(titleOf(null, "Contract")).toBe("Contract");
  expect(titleOf("x".repeat(80), "Dataset")).toHaveLength(60 + " · Dataset".length);
});
