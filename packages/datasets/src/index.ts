export { ingestJsonl } from "./ingest/ingest.ts";
export {
  type EncodedCount,
  type IngestLimits,
  type IngestOptions,
  type IngestProgress,
  type IngestRefusal,
  type IngestResult,
  type IngestedVersion,
  defaultLimits,
} from "./ingest/result.ts";
export { type BadRow, type RowRule, rowRules } from "./record/row.ts";
export {
  type Encoding,
  type TokenCount,
  type TokenCounter,
  encodings,
  encodingSizes,
  loadTokenCounter,
} from "./tokenize/encoding.ts";
export { type ModelTokenizer, modelTokenizers, tokenizerOf } from "./tokenize/catalog.ts";
export { type ExaminerPool, inProcessPool, openPool } from "./tokenize/pool.ts";
export type { BlobStat, BlobStore } from "./store/port.ts";
export { assertBlobKey } from "./store/key.ts";
export { fileStore } from "./store/file.ts";
export { memoryStore } from "./store/memory.ts";
export {
  type ChunkEntry,
  type Content,
  type Counts,
  type Manifest,
  ManifestError,
  contentHash,
  decodeManifest,
  encodeManifest,
} from "./version/manifest.ts";
export { type Damage, DamageError, loadManifest, readVersion } from "./version/read.ts";
export { type Verification, verifyVersion } from "./version/verify.ts";
export { type Extent, type VersionDiff, diffVersions } from "./version/diff.ts";
export { type Collection, collectGarbage } from "./version/collect.ts";
export {
  type CheckpointInput,
  CheckpointError,
  type CheckpointManifest,
  type Json,
  readCheckpoint,
  simulatedCheckpoint,
} from "./checkpoint/simulated.ts";
