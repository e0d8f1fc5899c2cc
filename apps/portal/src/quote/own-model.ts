import type { QuoteAsk } from "../api/outputs.ts";
import { formatCount } from "../format/number.ts";
import type { ReadConfig } from "./read-config.ts";

export type Encoding = NonNullable<QuoteAsk["tokens_counted_in"]>;
export type ModelConfig = NonNullable<QuoteAsk["config"]>;

/** An encoding that data are counted in, and its size. */
export interface EncodingChoice {
  readonly id: Encoding;
  readonly tokens: number;
}

/** One's own model as the form knows it; null fields are still being read, or cannot be. */
export interface OwnModel {
  readonly config: ModelConfig | null;
  readonly read: ReadConfig | null;
  /** Why it cannot be quoted. */
  readonly problem: string | null;
  /** In which vocabulary it reads: as chosen, else the largest that fits. */
  readonly encoding: Encoding | null;
}

/**
 * The largest encoding that a vocabulary holds, of those that the data are counted in once they are known; null where
 * none fits.
 */
export function usualEncoding(
  vocabulary: number,
  encodings: readonly EncodingChoice[],
  tokenCounts: readonly { readonly encoding: string }[],
): Encoding | null {
  const isCounted = (id: string) => tokenCounts.length === 0 || tokenCounts.some(({ encoding }) => encoding === id);
  const fitting = encodings.filter(({ id, tokens }) => tokens <= vocabulary && isCounted(id));
  return fitting.toSorted((left, right) => right.tokens - left.tokens)[0]?.id ?? null;
}

/** Why no encoding fits a vocabulary; null where one does. */
export function vocabularyProblem(vocabulary: number, encodings: readonly EncodingChoice[]): string | null {
  const least = Math.min(...encodings.map(({ tokens }) => tokens));
  if (encodings.length === 0 || least <= vocabulary) return null;
  return (
    `The file's vocab_size is ${formatCount(vocabulary)}; data are counted in vocabularies of ${formatCount(least)} ` +
    "tokens or more. Such a model can be planned, not quoted."
  );
}
