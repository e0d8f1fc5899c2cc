import { type Encoding, ingestJsonl, type IngestProgress, type IngestResult } from "@ingot/datasets";
import type { ServiceContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import type { TokenCountRow } from "./to-wire.ts";

/** Bytes on their way in. */
export interface Incoming {
  readonly body: AsyncIterable<Uint8Array>;
  readonly expectedBytes: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (progress: IngestProgress) => void;
}

export interface Received {
  readonly result: IngestResult;
  readonly tokenCounts: readonly TokenCountRow[];
}

/** Vocabularies that every version is counted in, in one reading: those of the models in the catalog. */
const firstEncoding: Encoding = "r50k_base";
const otherEncodings: readonly Encoding[] = ["cl100k_base"];

/** Streams a file into the store; a version exists there only if every row is good and every announced byte came. */
export async function receive(ctx: ServiceContext, incoming: Incoming): Promise<Received> {
  const result = await ingestJsonl(exactly(incoming.body, incoming.expectedBytes), {
    store: ctx.platform.stores.datasets,
    tokenizer: firstEncoding,
    alsoCount: otherEncodings,
    pool: await ctx.platform.examiners(),
    onProgress: incoming.onProgress,
    ...(incoming.signal ? { signal: incoming.signal } : {}),
  });
  const counted = result.outcome === "version" ? result.tokenCounts : [];
  return { result, tokenCounts: counted.map(({ encoding, tokens }) => ({ encoding, tokens })) };
}

/** Passes the bytes on, and fails at the end when they are not as many as were announced. */
async function* exactly(
  body: AsyncIterable<Uint8Array>,
  expectedBytes: number | undefined,
): AsyncGenerator<Uint8Array, void, void> {
  let received = 0;
  const refuse = () => {
    throw new ServiceError("VALIDATION", `${expectedBytes} bytes were announced, received ${received}`, {
      expected: expectedBytes,
      received,
    });
  };
  for await (const part of body) {
    received += part.byteLength;
    if (expectedBytes !== undefined && received > expectedBytes) refuse();
    yield part;
  }
  if (expectedBytes !== undefined && received !== expectedBytes) refuse();
}
