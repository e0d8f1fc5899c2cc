import { createHash } from "node:crypto";
import { sha256 } from "../chunk/examine.ts";
import { canonicalJson } from "../version/manifest.ts";

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What a simulated checkpoint is made of. */
export interface CheckpointInput {
  readonly jobId: string;
  readonly contractId: string;
  readonly step: number;
  /** Tokens trained on up to this step. */
  readonly tokens: number;
  readonly seed: string | number;
  /** The model's id: of the catalog, or of a customer's own. */
  readonly model: string;
  /** SHA-256 of the checkpoint that this one was trained on from; `null` for the first. */
  readonly parentHash: string | null;
  /** Where the file may lie, as governance states it; carried, not interpreted. */
  readonly fence: Json;
}

/** A simulated checkpoint's head, as it stands in the file. */
export interface CheckpointManifest extends CheckpointInput {
  readonly schema: "ingot.checkpoint/1";
  readonly simulated: true;
  readonly payloadBytes: number;
  readonly payloadSha256: string;
}

/** A file that is no checkpoint, or not as it was written. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}

const payloadBytes = 4096;
const newline = 0x0a;

/** SHA-256 in counter mode: the same seed gives the same bytes on every machine. */
function seededBytes(seed: string): Buffer {
  const blocks: Buffer[] = [];
  for (let block = 0; block * 32 < payloadBytes; block += 1) {
    blocks.push(createHash("sha256").update(`${seed}\n${block}`).digest());
  }
  return Buffer.concat(blocks, payloadBytes);
}

function need(holds: boolean, rule: string, received: unknown): asserts holds {
  if (!holds)
    throw new CheckpointError(`a checkpoint's ${rule}, received ${String(JSON.stringify(received)).slice(0, 120)}`);
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isText = (value: unknown): boolean => typeof value === "string" && value.length > 0;
const isHash = (value: unknown): boolean => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);

function checkInput(input: Record<keyof CheckpointInput, unknown>): void {
  need(isText(input.jobId), "jobId is a text", input.jobId);
  need(isText(input.contractId), "contractId is a text", input.contractId);
  need(isText(input.model), "model is a text", input.model);
  need(isCount(input.step), "step is a whole number from 0", input.step);
  need(isCount(input.tokens), "tokens is a whole number from 0", input.tokens);
  need(isText(input.seed) || Number.isSafeInteger(input.seed), "seed is a text or a whole number", input.seed);
  need(input.parentHash === null || isHash(input.parentHash), "parentHash is a SHA-256 or null", input.parentHash);
  need(input.fence !== undefined, "fence is a JSON value", input.fence);
}

/**
 * The file of a checkpoint that was never trained: one line of canonical JSON that says so, then 4 KiB that follow from
 * the seed. **Returns** the same bytes for the same input, and their SHA-256. **Throws** CheckpointError.
 */
export function simulatedCheckpoint(input: CheckpointInput): { bytes: Uint8Array; hash: string } {
  checkInput(input);
  const { jobId, contractId, step, tokens, seed, model, parentHash, fence } = input;
  // Seeded by the whole head, so that a changed fence or parent no longer fits its payload.
  const payload = seededBytes(canonicalJson({ jobId, contractId, step, tokens, seed, model, parentHash, fence }));
  const manifest: CheckpointManifest = {
    schema: "ingot.checkpoint/1",
    simulated: true,
    jobId,
    contractId,
    step,
    tokens,
    seed,
    model,
    parentHash,
    fence,
    payloadBytes,
    payloadSha256: sha256(payload),
  };
  const bytes = new Uint8Array(Buffer.concat([Buffer.from(`${canonicalJson(manifest)}\n`), payload]));
  return { bytes, hash: sha256(bytes) };
}

function parseHead(bytes: Uint8Array): CheckpointManifest {
  const end = bytes.indexOf(newline);
  try {
    const value: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, Math.max(0, end))),
    );
    if (typeof value === "object" && value !== null) return value as CheckpointManifest;
  } catch {
    // Said below, as for a head that is JSON and no object.
  }
  throw new CheckpointError("a checkpoint begins with one line of JSON, and this file does not");
}

/**
 * Reads a simulated checkpoint and checks all of it: its head is canonical and its payload is the one that the head's
 * seed gives. **Throws** CheckpointError with the rule that does not hold.
 */
export function readCheckpoint(bytes: Uint8Array): { manifest: CheckpointManifest; hash: string } {
  const manifest = parseHead(bytes);
  need(manifest.schema === "ingot.checkpoint/1", 'schema is "ingot.checkpoint/1"', manifest.schema);
  need(manifest.simulated === true, "mark is simulated: true", manifest.simulated);
  const again = simulatedCheckpoint(manifest);
  const hash = sha256(bytes);
  need(again.hash === hash, "bytes follow from its head", `a file with SHA-256 ${hash}, not ${again.hash}`);
  return { manifest, hash };
}
