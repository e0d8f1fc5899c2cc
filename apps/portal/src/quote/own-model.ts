import type { QuoteAsk } from "../api/outputs.ts";

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
  /** Why the file in the link cannot be read. */
  readonly problem: string | null;
  /** In which vocabulary it reads: as chosen, else the largest that fits. */
  readonly encoding: Encoding | null;
}

/** The vocabulary's size as a configuration states it, of the language model where there are several. */
function vocabularyOf(config: ModelConfig): number {
  const { vocab_size: outer, text_config: inner } = config as {
    vocab_size?: unknown;
    text_config?: ModelConfig | null;
  };
  const size = outer ?? inner?.["vocab_size"];
  return typeof size === "number" ? size : 0;
}

/**
 * The largest encoding that a configuration's vocabulary holds, of those that the data are counted in once they are
 * known; null where none fits.
 */
export function usualEncoding(
  config: ModelConfig,
  encodings: readonly EncodingChoice[],
  tokenCounts: readonly { readonly encoding: string }[],
): Encoding | null {
  const vocabulary = vocabularyOf(config);
  const isCounted = (id: string) => tokenCounts.length === 0 || tokenCounts.some(({ encoding }) => encoding === id);
  const fitting = encodings.filter(({ id, tokens }) => tokens <= vocabulary && isCounted(id));
  return fitting.toSorted((left, right) => right.tokens - left.tokens)[0]?.id ?? null;
}
