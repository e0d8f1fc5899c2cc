import { createHash, createPublicKey, verify } from "node:crypto";
import { canonicalJson, type Difference, type QuoteDocument, verifyQuote } from "@ingot/pricing";
import { Refusal } from "./refusal.ts";

/** The parts of a quote that can be checked by anybody. */
export interface QuotePaper {
  readonly document: string;
  readonly hash: string;
  readonly signature: string;
  readonly public_key: string;
}

export interface Verdict {
  readonly hash_matches: boolean;
  readonly signature_valid: boolean;
  readonly differences: readonly Difference[];
}

const fields = ["document", "hash", "signature", "public_key"] as const;

export function readPaper(text: string, file: string): QuotePaper {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(`"${file}" is not JSON`);
  }
  const record = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const missing = fields.filter((field) => typeof record[field] !== "string");
  if (missing.length > 0) throw new Refusal(`"${file}" is no quote: it lacks ${missing.join(", ")}`);
  return record as unknown as QuotePaper;
}

/** Hash, signature, canonical spelling and arithmetic, without asking anybody. */
export function verifyPaper(paper: QuotePaper, publicKey: string): Verdict {
  return {
    hash_matches: createHash("sha256").update(paper.document).digest("hex") === paper.hash,
    signature_valid: isSigned(paper, publicKey),
    differences: differencesOf(paper.document),
  };
}

/** An Ed25519 public key's SPKI form is this and the 32 raw bytes. **Source** RFC 8410 section 4. */
const spkiStart = Buffer.from("302a300506032b6570032100", "hex");

function isSigned({ document, signature }: QuotePaper, publicKey: string): boolean {
  const raw = Buffer.from(publicKey, "base64");
  if (raw.length !== 32) throw new Refusal(`a public key has 32 bytes in base64, received ${raw.length}`);
  const key = createPublicKey({ key: Buffer.concat([spkiStart, raw]), format: "der", type: "spki" });
  return verify(null, Buffer.from(document), key, Buffer.from(signature, "base64"));
}

function differencesOf(text: string): Difference[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return [{ path: "", stated: "no JSON", computed: "a quote's document" }];
  }
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    return [{ path: "", stated: "no object", computed: "a quote's document" }];
  }
  const spelling =
    canonicalJson(document) === text ? [] : [{ path: "", stated: "another spelling", computed: "canonical JSON" }];
  return [...spelling, ...verifyQuote(document as QuoteDocument)];
}
