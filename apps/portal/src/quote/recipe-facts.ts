import { formatCount, formatNoun } from "../format/number.ts";
import type { Fact } from "../value/facts.tsx";
import { spellOut } from "../words/sentences.ts";

type Value = string | number;

const experience: Readonly<Record<string, string>> = {
  tested: "measured by us",
  predicted: "published, not yet measured by us",
  new: "changed from what was published",
};

/** What a recipe says, in the order in which an engineer reads it. */
const facts: readonly { readonly field: string; readonly name: string; readonly show?: (value: Value) => string }[] = [
  { field: "start", name: "Starts" },
  { field: "method", name: "Method" },
  { field: "global_batch_size", name: "Global batch", show: (value) => formatNoun(Number(value), "sequence") },
  { field: "sequence_length", name: "Sequence length", show: (value) => formatNoun(Number(value), "token") },
  { field: "optimizer", name: "Optimizer" },
  { field: "learning_rate", name: "Peak learning rate" },
  { field: "schedule", name: "Schedule" },
  { field: "warmup_steps", name: "Warm-up", show: (value) => formatNoun(Number(value), "step") },
  { field: "betas", name: "Betas" },
  { field: "weight_decay", name: "Weight decay" },
  { field: "gradient_clip", name: "Gradient clipping" },
  { field: "dtype", name: "Number format" },
  { field: "seed", name: "Seed", show: (value) => formatCount(Number(value)) },
  { field: "tested", name: "Known as", show: (value) => experience[String(value)] ?? String(value) },
  { field: "source", name: "Source of the defaults" },
];

/** A recipe for people; a field that has no words here is spelled out at the end. */
export function recipeFacts(recipe: Readonly<Record<string, Value>>): Fact[] {
  const known = facts.flatMap(({ field, name, show = String }) => {
    const value = recipe[field];
    return value === undefined ? [] : [{ name, value: show(value) }];
  });
  const fields = new Set(facts.map(({ field }) => field));
  const others = Object.entries(recipe).filter(([field]) => !fields.has(field));
  return [...known, ...others.map(([field, value]) => ({ name: spellOut(field), value: String(value) }))];
}
