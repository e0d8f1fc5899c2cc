import type { Hash } from "../canonical-json.ts";
import { canonicalJson } from "../canonical-json.ts";
import type { QuoteDocument } from "./quote-document.ts";

/** Signs a canonical text; the caller supplies Ed25519. */
export type Sign = (canonicalText: string) => string;
/** Whether a signature belongs to a canonical text; the caller supplies the public key. */
export type CheckSignature = (canonicalText: string, signature: string) => boolean;

export interface SealedQuote {
  readonly document: QuoteDocument;
  readonly hash: string;
  readonly signature: string;
  readonly key_id: string;
}

export function sealQuote(
  document: QuoteDocument,
  seal: { readonly hash: Hash; readonly sign: Sign; readonly keyId: string },
): SealedQuote {
  const text = canonicalJson(document);
  return { document, hash: seal.hash(text), signature: seal.sign(text), key_id: seal.keyId };
}

export type SealCheck =
  | { readonly kind: "intact" }
  | { readonly kind: "broken"; readonly reasons: readonly ("hash" | "signature")[] };

/** Whether a sealed quote is still the paper that was signed; any changed byte of the document breaks both. */
export function checkSeal(
  sealed: SealedQuote,
  seal: { readonly hash: Hash; readonly checkSignature: CheckSignature },
): SealCheck {
  const text = canonicalJson(sealed.document);
  const reasons: ("hash" | "signature")[] = [];
  if (seal.hash(text) !== sealed.hash) reasons.push("hash");
  if (!seal.checkSignature(text, sealed.signature)) reasons.push("signature");
  return reasons.length === 0 ? { kind: "intact" } : { kind: "broken", reasons };
}
