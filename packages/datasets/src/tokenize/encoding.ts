/** The vocabularies that tokens can be counted in. **Source** gpt-tokenizer 4.0.0, OpenAI's published ranks. */
export const encodings = ["r50k_base", "cl100k_base", "o200k_base"] as const;
export type Encoding = (typeof encodings)[number];

/**
 * Rows that a model's embedding needs to read an encoding: one above its highest id, names of special tokens included.
 * **Unit** tokens. **Source** `n_vocab` of https://github.com/openai/tiktoken/blob/main/tiktoken_ext/openai_public.py.
 */
export const encodingSizes: Readonly<Record<Encoding, number>> = {
  r50k_base: 50_257,
  cl100k_base: 100_277,
  o200k_base: 200_019,
};

export interface TokenCount {
  readonly tokens: number;
  /** Unbroken runs (512 like characters, or 64 Ki without a space), counted in parts: each may add a few tokens. */
  readonly longRuns: number;
}
/** Counts the tokens of a text; names of special tokens count as the plain text that they are. */
export type TokenCounter = (text: string) => TokenCount;

/** Whether `name` is one of `encodings`. */
export const isEncoding = (name: string): name is Encoding => (encodings as readonly string[]).includes(name);

// Byte-pair merging takes time quadratic in an unbroken run (20,000 letters: 0.4 s), which an upload could abuse.
const mayHoldRun = /\S{512}|\s{512}/;
const run = /\s{512}|[\p{L}\p{M}]{512}|\p{N}{512}|[^\s\p{L}\p{N}]{512}/gu;
const plain = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };

// The library's cache of merges keeps slices of the texts alive, and evicting from it costs more than filling it anew.
const charactersPerCache = 256 * 1024;
const charactersPerPart = 64 * 1024;

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;

/** Where a word ends and a space follows: there every vocabulary splits the text anyway. Nothing when no word ends. */
function lastWordEnd(text: string, from: number, to: number): number | undefined {
  let at = text.lastIndexOf(" ", to);
  while (at > from && /\s/.test(text.charAt(at - 1))) at = text.lastIndexOf(" ", at - 1);
  return at > from ? at : undefined;
}

interface Part {
  readonly text: string;
  /** Whether the count is the same as in the whole text. */
  readonly wordEnds: boolean;
}

/** A long text in parts, so that the cache stays small however long a single text is. */
function* boundedParts(text: string, wordEnds: boolean): Generator<Part> {
  let from = 0;
  while (text.length - from > charactersPerPart) {
    const limit = from + charactersPerPart;
    const wordEnd = lastWordEnd(text, from, limit);
    const to = wordEnd ?? (isHighSurrogate(text.charCodeAt(limit - 1)) ? limit - 1 : limit);
    yield { text: text.slice(from, to), wordEnds: wordEnd !== undefined };
    from = to;
  }
  yield { text: text.slice(from), wordEnds };
}

function* partsOf(text: string): Generator<Part> {
  let from = 0;
  if (mayHoldRun.test(text)) {
    for (const match of text.matchAll(run)) {
      const to = match.index + match[0].length;
      yield* boundedParts(text.slice(from, to), false);
      from = to;
    }
  }
  yield* boundedParts(text.slice(from), true);
}

async function load(encoding: Encoding): Promise<TokenCounter> {
  const { countTokens, setMergeCacheSize, clearMergeCache } = await importEncoding(encoding);
  setMergeCacheSize(Number.MAX_SAFE_INTEGER);
  let cached = 0;
  const count = (part: string): number => {
    cached += part.length;
    if (cached > charactersPerCache) {
      clearMergeCache();
      cached = part.length;
    }
    return countTokens(part, plain);
  };
  return (text) => {
    const sum = { tokens: 0, longRuns: 0 };
    for (const part of partsOf(text)) {
      sum.tokens += count(part.text);
      sum.longRuns += part.wordEnds ? 0 : 1;
    }
    return sum;
  };
}

/** One literal import for each, so that bundlers find them; each is several MB and loaded on first use. */
function importEncoding(encoding: Encoding) {
  switch (encoding) {
    case "r50k_base":
      return import("gpt-tokenizer/encoding/r50k_base");
    case "cl100k_base":
      return import("gpt-tokenizer/encoding/cl100k_base");
    case "o200k_base":
      return import("gpt-tokenizer/encoding/o200k_base");
  }
}

const loaded = new Map<Encoding, Promise<TokenCounter>>();

/**
 * The counter of one vocabulary. **Cost** 0.05-0.15 s and 40-90 MB at first use; 5-16 MB/s of text after that.
 * **Throws** RangeError for a name that is not in `encodings`.
 */
export function loadTokenCounter(encoding: Encoding): Promise<TokenCounter> {
  if (!isEncoding(encoding)) {
    throw new RangeError(`an encoding is one of ${encodings.join(", ")}, received ${JSON.stringify(encoding)}`);
  }
  const known = loaded.get(encoding);
  if (known) return known;
  const counter = load(encoding);
  loaded.set(encoding, counter);
  counter.catch(() => loaded.delete(encoding));
  return counter;
}
