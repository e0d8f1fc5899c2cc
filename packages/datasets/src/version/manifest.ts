import canonicalize from "canonicalize";
import { sha256 } from "../chunk/examine.ts";
import { type Encoding, isEncoding } from "../tokenize/encoding.ts";

/** One chunk of a version: a run of whole records. */
export interface ChunkEntry {
  /** SHA-256 of the plain bytes, hexadecimal; also where the chunk lies (`chunkKey`). */
  readonly hash: string;
  readonly bytes: number;
  readonly records: number;
}

/** What the content hash is taken of. It follows from the bytes of the file alone. */
export interface Content {
  readonly format: "jsonl";
  /** The rule that cut the chunks. */
  readonly cutting: "gear-1";
  readonly bytes: number;
  readonly records: number;
  /** SHA-256 of the whole file as it was received: what `sha256sum` prints. */
  readonly sha256: string;
  readonly chunks: readonly ChunkEntry[];
}

/** Tokens of the text field alone: no separators between records. */
export interface Counts {
  readonly encoding: Encoding;
  readonly textField: string;
  readonly tokens: number;
  /** See `TokenCount.longRuns`: the count is exact when this is 0. */
  readonly longRuns: number;
  /** In the order of the content's chunks. */
  readonly chunkTokens: readonly number[];
}

/** An immutable version of a dataset. */
export interface Manifest {
  readonly schema: "ingot.dataset/1";
  readonly content: Content;
  readonly counts: Counts | null;
  /** Bytes that each chunk takes in the store, compressed, in order. */
  readonly storedBytes: readonly number[];
}

/** A manifest that cannot be what was once written. */
export class ManifestError extends Error {
  override readonly name = "ManifestError";
}

/** `value` by RFC 8785, the one spelling that is hashed. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError(`canonical JSON holds no ${typeof value}`);
  return text;
}

/**
 * The version's name: SHA-256 of the canonical JSON of `{ content, schema }`. Token counts, stored sizes, names, people
 * and times are not in it, so that the same bytes have the same hash whoever uploads them, when, and for which model.
 */
export const contentHash = (manifest: Manifest): string =>
  sha256(canonicalJson({ content: manifest.content, schema: manifest.schema }));

/** Where a chunk lies in its store. */
export const chunkKey = (hash: string): string => `chunks/${hash.slice(0, 2)}/${hash}`;
/** Where a manifest lies in its store, by the SHA-256 of all of its bytes. */
export const manifestKey = (manifestHash: string): string => `manifests/${manifestHash}.json`;

/** The manifest as it is stored. */
export function encodeManifest(manifest: Manifest): { bytes: Uint8Array; hash: string } {
  const bytes = new TextEncoder().encode(canonicalJson(manifest));
  return { bytes, hash: sha256(bytes) };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isHash = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function need(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new ManifestError(`not a dataset manifest: ${rule}`);
}

function checkContent(content: unknown): asserts content is Content {
  need(isObject(content), "content is an object");
  need(content["format"] === "jsonl" && content["cutting"] === "gear-1", 'format is "jsonl" and cutting is "gear-1"');
  const chunks: unknown = content["chunks"];
  need(Array.isArray(chunks), "chunks is a list");
  let bytes = 0;
  let records = 0;
  for (const chunk of chunks as unknown[]) {
    need(isObject(chunk) && isHash(chunk["hash"]), "a chunk's hash is 64 hexadecimal digits");
    need(isCount(chunk["bytes"]) && isCount(chunk["records"]), "a chunk's bytes and records are counts");
    bytes += chunk["bytes"];
    records += chunk["records"];
  }
  need(content["bytes"] === bytes, `bytes is the sum over the chunks, ${bytes}, received ${String(content["bytes"])}`);
  need(content["records"] === records, `records is the sum over the chunks, ${records}`);
  need(isHash(content["sha256"]), "sha256 is 64 hexadecimal digits");
}

function checkCounts(counts: unknown, chunks: number): asserts counts is Counts {
  need(isObject(counts), "counts is an object or null");
  need(typeof counts["encoding"] === "string" && isEncoding(counts["encoding"]), "the encoding is known");
  need(typeof counts["textField"] === "string", "textField is a string");
  const chunkTokens: unknown = counts["chunkTokens"];
  need(Array.isArray(chunkTokens) && chunkTokens.every(isCount), "chunkTokens is a list of counts");
  need(chunkTokens.length === chunks, `chunkTokens has one entry for each of ${chunks} chunks`);
  need(counts["tokens"] === sum(chunkTokens), `tokens is the sum over the chunks, ${sum(chunkTokens)}`);
  need(isCount(counts["longRuns"]), "longRuns is a count");
}

/** Reads what `encodeManifest` wrote. **Throws** ManifestError with the rule that does not hold. */
export function decodeManifest(bytes: Uint8Array): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new ManifestError("not a dataset manifest: it is JSON in UTF-8");
  }
  need(isObject(value) && value["schema"] === "ingot.dataset/1", 'schema is "ingot.dataset/1"');
  const { content, counts, storedBytes } = value;
  checkContent(content);
  if (counts !== null) checkCounts(counts, content.chunks.length);
  need(Array.isArray(storedBytes) && storedBytes.every(isCount), "storedBytes is a list of counts");
  need(storedBytes.length === content.chunks.length, "storedBytes has one entry for each chunk");
  return { schema: "ingot.dataset/1", content, counts, storedBytes };
}
