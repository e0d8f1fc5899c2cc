/** One micro batch's passes through one chunk of a stage. `weight` is 0 where `backward` includes it. **Unit** s. */
export interface PassTimes {
  readonly forward: number;
  readonly backward: number;
  readonly weight: number;
}

/** A pipeline as far as its length depends on it. All stages between the first and the last are alike. */
export interface PipelineTimes {
  readonly stages: number;
  readonly microbatches: number;
  /** Micro batches that interleaved stages take through one chunk before the next, no fewer than stages. */
  readonly round: number;
  /** By chunk, each with the time that it holds its stage for messages. */
  readonly first: readonly PassTimes[];
  /** Any chunk of a stage between. */
  readonly middle: PassTimes;
  readonly last: readonly PassTimes[];
  /** A message under way while neither of its stages waits for it. **Unit** s. */
  readonly flight: number;
}

/** A forward and a backward pass, without what is done apart for weights. **Unit** s. */
export const both = ({ forward, backward }: PassTimes): number => forward + backward;

/** **Returns** the passes of one chunk of one stage. **Throws** RangeError for a chunk that there is not. */
export function passesOf({ stages, first, middle, last }: PipelineTimes, stage: number, chunk: number): PassTimes {
  const own = stage === 0 ? first[chunk] : stage === stages - 1 ? last[chunk] : middle;
  if (own) return own;
  throw new RangeError(`a stage has ${first.length} chunks, received chunk ${chunk}`);
}
