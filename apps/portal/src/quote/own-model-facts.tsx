import type { Quote } from "../api/outputs.ts";
import { formatScaled } from "../format/number.ts";
import { Exact } from "../value/exact.tsx";
import type { Fact } from "../value/facts.tsx";
import { Hash } from "../value/hash.tsx";

/** What a quote says of a customer's own architecture; nothing of a model of the catalog. */
export function ownModelFacts(own: Quote["own_model"]): Fact[] {
  if (own === null) return [];
  return [
    {
      name: "Your own architecture",
      value: <Exact value={own.parameters}>{formatScaled(own.parameters)} parameters</Exact>,
    },
    ...(own.active_parameters === own.parameters
      ? []
      : [{ name: "At work for a token", value: `${formatScaled(own.active_parameters)} parameters` }]),
    { name: "Tokens counted in", value: own.tokens_counted_in },
    { name: "config.json", value: <Hash value={own.config_digest} of="the configuration's hash" /> },
    ...(own.ignored.length === 0
      ? []
      : [{ name: "Left aside of it", value: own.ignored.map(({ text }) => text).join(" ") }]),
  ];
}
