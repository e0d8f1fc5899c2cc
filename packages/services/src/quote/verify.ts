import { canonicalJson, type QuoteDocument, verifyQuote } from "@ingot/pricing";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { sha256 } from "./digest.ts";
import type { quoteVerifyInput, quoteVerifyOutput } from "./schemas.ts";

type Verdict = z.infer<typeof quoteVerifyOutput>;

/** Checks a document that anybody holds: its hash, our signature, and every amount from the inputs it prints. */
export async function verifyQuoteDocument({ ctx, input }: Request<z.infer<typeof quoteVerifyInput>>): Promise<Verdict> {
  return verdictOn(input, ctx.platform.signer.verify);
}

export function verdictOn(
  paper: z.infer<typeof quoteVerifyInput>,
  checkSignature: (text: string, signature: string) => boolean,
): Verdict {
  return {
    hash_matches: sha256(paper.document) === paper.hash,
    signature_valid: checkSignature(paper.document, paper.signature),
    differences: differencesOf(paper.document),
  };
}

function differencesOf(text: string): Verdict["differences"] {
  const document = parse(text);
  if (document === undefined) return [{ path: "", stated: "no JSON object", recomputed: "a quote's document" }];
  const canonical = canonicalJson(document);
  const spelling =
    canonical === text ? [] : [{ path: "", stated: "another spelling", recomputed: "canonical JSON (RFC 8785)" }];
  const found = verifyQuote(document as unknown as QuoteDocument);
  return [...spelling, ...found.map(({ path, stated, computed }) => ({ path, stated, recomputed: computed }))];
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
