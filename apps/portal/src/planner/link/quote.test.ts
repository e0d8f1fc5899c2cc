// Guarantee: a quote's work opens in the planner as it was asked, and the planner's work in a new quote.
import { expect, test } from "vitest";
import { plannerCatalog } from "../../../server/planner-catalog.ts";
import type { Quote } from "../../api/outputs.ts";
import { askInAddress } from "../../quote/ask.ts";
import { firstState } from "../state.ts";
import { packedMost } from "./address.ts";
import { packedLongest } from "./packed.ts";
import { plannerHrefOfQuote, quoteHrefOf } from "./quote.ts";
import { readAddress } from "./read-address.ts";

const quote = {
  model: "gpt2",
  tokens_contracted: 20_000_000_000,
  recipe: { global_batch_size: 512, sequence_length: 1024, dtype: "fp16", optimizer: "adamw" },
  offer: { plan: { system: "cs-2", devices: 2 } },
} as unknown as Pick<Quote, "model" | "tokens_contracted" | "recipe" | "offer">;

test("a quote opens in the planner", () => {
  const { searchParams } = new URL(plannerHrefOfQuote(quote, null) ?? "", "https://ingot.example");
  expect(readAddress(searchParams, plannerCatalog())).toEqual({
    problems: [],
    state: {
      ...firstState,
      model: "gpt2",
      tokens: 20_000_000_000,
      batch: 512,
      sequence: 1024,
      dtype: "fp16",
      hardware: "cs-2",
      devices: 2,
    },
  });
});

test("the planner's work opens in a quote, without what Ingot has no price for", () => {
  expect(quoteHrefOf({ ...firstState, tokens: 5e9, devices: 64 })).toBe(
    "/quote/new?model=gpt3-175b&tokens=5000000000&system=dgx-h100&devices=64",
  );
  expect(quoteHrefOf({ ...firstState, config: "abcd", cluster: "abcd" })).toBe("/quote/new?config=abcd");
});

test("one's own model travels both ways as its packed file, where an address can hold it", () => {
  const large = "A".repeat(packedMost + 1);
  const { searchParams } = new URL(plannerHrefOfQuote(quote, large) ?? "", "https://ingot.example");
  expect(readAddress(searchParams, plannerCatalog())).toMatchObject({
    problems: [],
    state: { config: large, tokens: 20_000_000_000, hardware: "cs-2" },
  });
  expect(
    askInAddress(new URL(quoteHrefOf({ ...firstState, config: large }), "https://x.example").searchParams),
  ).toMatchObject({ config: large, model: null });
  const longest = "A".repeat(packedLongest + 1);
  expect(plannerHrefOfQuote(quote, longest)).toBeNull();
  expect(quoteHrefOf({ ...firstState, config: longest })).not.toContain("config");
});
