import type { DatasetVersion } from "../api/outputs.ts";
import { formatCount } from "../format/number.ts";
import { Exact } from "../value/exact.tsx";

interface TokenCountProps {
  readonly version: DatasetVersion;
  readonly format: (tokens: number) => string;
}

/** Tokens by the first encoding; every encoding on hover. */
export function TokenCount({ version, format }: TokenCountProps) {
  const [first] = version.token_counts;
  if (!first) return <span>not counted</span>;
  const all = version.token_counts.map(({ encoding, tokens }) => `${encoding}: ${formatCount(tokens)} tokens`);
  return <Exact value={all.join(", ")}>{format(first.tokens)}</Exact>;
}
