// Guarantees that a quote is one text everywhere, that its amounts can be recomputed from itself, and that no change hides.
import { execFileSync } from "node:child_process";
import { createHash, generateKeyPairSync, sign as signBytes, verify as verifyBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contractG, issuedAt, quoteOf, seededRun } from "../../test/seeded-quote.ts";
import { demoCostBook } from "../book/cost-book.ts";
import { demoPriceBook } from "../book/demo-price-book.ts";
import type { PriceBook } from "../book/price-book.ts";
import { bookFaults, bookInForce, publishBook } from "../book/price-book.ts";
import { canonicalJson } from "../canonical-json.ts";
import { priceRun } from "../price/price-run.ts";
import { termsVersion1 } from "../terms/terms.ts";
import type { QuoteDocument } from "./quote-document.ts";
import { checkSeal, sealQuote } from "./seal.ts";
import { verifyQuote } from "./verify-quote.ts";

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const published = { book: demoPriceBook, terms: termsVersion1, hash };
const goldenSeeds = Array.from({ length: 24 }, (_, index) => index + 1);
const goldenFile = fileURLToPath(new URL("../../test/golden-quotes.jsonl", import.meta.url));
const goldenText = () => goldenSeeds.map((seed) => `${canonicalJson(quoteOf(seededRun(seed), seed, hash))}\n`).join("");

/** The same value with the keys of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, held]) => [key, reversed(held)]),
  );
}

/** Every way to change one leaf of a document. */
function changes(value: unknown, path: string[] = []): { path: string[]; apply: (root: unknown) => void }[] {
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, held]) => changes(held, [...path, key]));
  }
  const apply = (root: unknown) => {
    const holder = path.slice(0, -1).reduce((held, key) => (held as Record<string, unknown>)[key], root);
    (holder as Record<string, unknown>)[path.at(-1) ?? ""] =
      typeof value === "number" ? value + 1 : `9${String(value)}`;
  };
  return [{ path, apply }];
}

describe("golden quotes", () => {
  test("the 24 stored papers are made again byte by byte", async () => {
    await expect(goldenText()).toMatchFileSnapshot(goldenFile);
  });

  test("each stored paper verifies against itself, the book and the terms", () => {
    const papers = readFileSync(goldenFile, "utf8").trim().split("\n");
    expect(papers).toHaveLength(24);
    for (const paper of papers) expect(verifyQuote(JSON.parse(paper) as QuoteDocument, published)).toEqual([]);
    expect(new Set(papers.map((paper) => (JSON.parse(paper) as QuoteDocument).hardware.system)).size).toBe(6);
  });
});

describe("B1 same hash anywhere", () => {
  const module = fileURLToPath(new URL("../../test/seeded-quote.ts", import.meta.url));
  const script = `
    import { createHash } from "node:crypto";
    import { canonicalJson } from ${JSON.stringify(fileURLToPath(new URL("../canonical-json.ts", import.meta.url)))};
    import { contractG, quoteOf } from ${JSON.stringify(module)};
    const hash = (text) => createHash("sha256").update(text).digest("hex");
    process.stdout.write(hash(canonicalJson(quoteOf(contractG, 1, hash))));`;
  const here = hash(canonicalJson(quoteOf(contractG, 1, hash)));

  test.each([
    ["tr_TR.UTF-8", "Asia/Kolkata"],
    ["de_DE.UTF-8", "America/St_Johns"],
    ["C", "UTC"],
  ])("another process in %s, %s gives the same hash", (locale, zone) => {
    const env = { ...process.env, LC_ALL: locale, LANG: locale, TZ: zone };
    const there = execFileSync(process.execPath, ["--input-type=module-typescript", "-e", script], {
      env,
      encoding: "utf8",
    });
    expect(there).toBe(here);
  });

  test("keys in another order and a round trip through JSON give the same text", () => {
    const property = fc.property(fc.nat(2 ** 31), (seed) => {
      const document = quoteOf(seededRun(seed), seed, hash);
      const text = canonicalJson(document);
      expect(canonicalJson(reversed(document))).toBe(text);
      expect(canonicalJson(JSON.parse(JSON.stringify(reversed(document))))).toBe(text);
    });
    fc.assert(property, { numRuns: 200, seed: 20261120 });
  });

  test("what JSON cannot carry is refused", () => {
    expect(() => canonicalJson({ amount: 1n })).toThrow(TypeError);
    expect(() => canonicalJson(undefined)).toThrow("received undefined");
    expect(() => canonicalJson({ value: Number.NaN })).toThrow("NaN");
    expect(canonicalJson({ b: 1, a: "é€", "\u20ac": 1e21 })).toBe('{"a":"é€","b":1,"€":1e+21}');
  });
});

describe("B2 the price book moves", () => {
  const rise = (rate: string) => String((Number(rate) * 108) / 100);
  const dearer = Object.entries(demoPriceBook.device_hour).map(([system, { source, rate }]) => [
    system,
    { rate: rise(rate), source },
  ]);
  const book12: PriceBook = { ...demoPriceBook, version: 12, effective_from: "2026-11-01T00:00:00Z" };
  const book13: PriceBook = {
    ...demoPriceBook,
    version: 13,
    effective_from: "2026-11-21T00:00:00Z",
    device_hour: Object.fromEntries(dearer),
  };

  test("a quote of book 12 keeps its price after book 13; a new quote costs the price of 13", () => {
    const signed = quoteOf({ ...contractG, book: book12 }, 1, hash);
    const again = quoteOf({ ...contractG, book: book13 }, 2, hash);
    expect(verifyQuote(signed, { book: book12, terms: termsVersion1, hash })).toEqual([]);
    expect(signed.price.amount).toBe(quoteOf(contractG, 1, hash).price.amount);
    expect(Number(again.price.amount)).toBeGreaterThan(Number(signed.price.amount));
    expect(verifyQuote(signed, { book: book13, hash }).map(({ path }) => path)).toContain("price_book.version");
  });

  test("the book in force follows the clock", () => {
    const books = [book13, book12];
    expect(bookInForce(books, new Date("2026-11-20T23:59:59.999Z"))?.version).toBe(12);
    expect(bookInForce(books, new Date("2026-11-21T00:00:00Z"))?.version).toBe(13);
    expect(bookInForce(books, new Date("2026-10-01T00:00:00Z"))).toBeUndefined();
  });

  test("publishing 13 again, editing 12 in place, a gap, an earlier start and a broken rate are refused", () => {
    const refused = (books: PriceBook[], next: PriceBook) => {
      const publication = publishBook(books, next);
      return publication.kind === "refused" ? publication.reasons.join("; ") : "published";
    };
    expect(refused([book12], book13)).toBe("published");
    expect(refused([book12, book13], book13)).toContain("version 13 is published");
    expect(refused([book12, book13], { ...book12, validity_days: 3 })).toContain("version 12 is published");
    expect(refused([book12], { ...book13, version: 14 })).toContain("the next version is 13, received 14");
    expect(refused([book12], { ...book13, effective_from: "2026-01-01T00:00:00Z" })).toContain("takes effect after");
    expect(refused([book12], { ...book13, retention_months: "1e3" })).toContain('received "1e3"');
    expect(bookFaults(demoPriceBook)).toEqual([]);
  });
});

describe("B5 a changed paper", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const seal = {
    hash,
    keyId: "key-1",
    sign: (text: string) => signBytes(null, Buffer.from(text), privateKey).toString("base64"),
    checkSignature: (text: string, signature: string) =>
      verifyBytes(null, Buffer.from(text), publicKey, Buffer.from(signature, "base64")),
  };

  test("a changed total, due date or label breaks hash and signature", () => {
    const sealed = sealQuote(quoteOf(contractG, 1, hash), seal);
    expect(checkSeal(sealed, seal)).toEqual({ kind: "intact" });
    for (const { path, apply } of changes(sealed.document)) {
      const copy = structuredClone(sealed);
      apply(copy.document);
      expect(checkSeal(copy, seal), path.join(".")).toEqual({ kind: "broken", reasons: ["hash", "signature"] });
    }
    expect(checkSeal({ ...sealed, hash: "00" }, seal)).toEqual({ kind: "broken", reasons: ["hash"] });
  });

  test("arithmetic alone finds every changed amount, input, share, milestone and expiry", () => {
    const document = quoteOf(contractG, 1, hash);
    const computed =
      /^(price\.|milestones\.\d+\.amount|expires_at|valid_days|issued_at|hardware\.(system|devices)|site\.country)/;
    const paths = changes(document).filter(({ path }) => computed.test(path.join(".")));
    expect(paths.length).toBeGreaterThan(60);
    for (const { path, apply } of paths) {
      const copy = structuredClone(document);
      apply(copy);
      expect(verifyQuote(copy).length, path.join(".")).toBeGreaterThan(0);
    }
  });

  test("a paper with parts missing gives differences, never an error", () => {
    const document = quoteOf(contractG, 1, hash);
    for (const key of Object.keys(document)) {
      const copy: Record<string, unknown> = structuredClone({ ...document });
      delete copy[key];
      expect(Array.isArray(verifyQuote(copy as unknown as QuoteDocument, published))).toBe(true);
    }
    expect(verifyQuote({} as QuoteDocument).length).toBeGreaterThan(0);
  });
});

test("a paper shows nothing of our cost and our floor", () => {
  const priced = priceRun({ ...contractG, costs: demoCostBook });
  expect(priced.floor.kind).toBe("above");
  const text = canonicalJson(quoteOf(contractG, 1, hash));
  for (const word of ["floor", "margin", "cost", '"1.10"']) expect(text).not.toContain(word);
});

test("a quote expires after the fewer days of terms and book", () => {
  const short = { ...contractG, book: { ...demoPriceBook, validity_days: 3 } };
  expect(quoteOf(contractG, 1, hash).expires_at).toBe("2026-12-04T10:00:00.000Z");
  expect(quoteOf(short, 1, hash).expires_at).toBe("2026-11-23T10:00:00.000Z");
  expect(quoteOf(contractG, 1, hash).issued_at).toBe(issuedAt.toISOString());
});
