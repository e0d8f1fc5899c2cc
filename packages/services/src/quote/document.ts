import { canonicalJson, quoteDocument, type QuoteDocument, termsVersion1 } from "@ingot/pricing";
import { sha256 } from "./digest.ts";
import type { Market } from "./market.ts";
import { modelOnPaper } from "./model.ts";
import { type Run, signingMilliseconds } from "./run.ts";
import type { Work } from "./work.ts";

/** Version of the planner whose plan a quote rests on. */
const plannerVersion = "2";

/** What a customer signs: the priced document, and until when its promised instant stands as printed. */
export interface SignedPaper extends QuoteDocument {
  readonly sign_by: { readonly at: string; readonly rule: string };
}

export interface Paper {
  readonly document: SignedPaper;
  /** Canonical JSON, byte for byte as hashed and signed. */
  readonly text: string;
  readonly hash: string;
}

/** Writes the document of a quote and its hash. */
export function paperOf(input: {
  readonly quoteId: string;
  readonly organizationId: string;
  readonly market: Market;
  readonly work: Work;
  readonly run: Run;
}): Paper {
  const { market, work, run } = input;
  const { row } = run.place.site;
  const priced = quoteDocument({
    quoteId: input.quoteId,
    organizationId: input.organizationId,
    model: modelOnPaper(work.model),
    tokens: work.tokens,
    datasetVersion: {
      id: market.version.id,
      hash: market.version.contentHash,
      tokens: work.uniqueTokens,
      bytes: market.version.bytes,
    },
    recipe: work.recipe,
    plan: run.plan,
    forecast: run.forecast,
    site: { id: row.id, country: row.country },
    promisedFinish: { at: run.promisedFinish, zone: "UTC" },
    price: run.price,
    book: market.book,
    terms: termsVersion1,
    plannerVersion,
    seed: String(work.seed),
    issuedAt: market.now,
    hash: sha256,
  });
  const document: SignedPaper = {
    ...priced,
    sign_by: {
      at: new Date(run.startsAt.getTime() + signingMilliseconds).toISOString(),
      rule: "accepted after this instant, the promised finish moves by the time in between",
    },
  };
  const text = canonicalJson(document);
  return { document, text, hash: sha256(text) };
}
