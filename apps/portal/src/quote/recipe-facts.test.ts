// Guarantee: a recipe reads the same in whatever order its fields come out of the database, and no field is lost.
import { expect, it } from "vitest";
import { recipeFacts } from "./recipe-facts.ts";

it("has an order and units of its own, and spells out what it does not know", () => {
  const recipe = {
    seed: 1,
    tested: "predicted",
    sequence_length: 2048,
    warmup_steps: 3001,
    own_field: "x",
    start: "from scratch",
  };
  expect(recipeFacts(recipe)).toEqual([
    { name: "Starts", value: "from scratch" },
    { name: "Sequence length", value: "2,048 tokens" },
    { name: "Warm-up", value: "3,001 steps" },
    { name: "Seed", value: "1" },
    { name: "Known as", value: "published, not yet measured by us" },
    { name: "Own field", value: "x" },
  ]);
});
