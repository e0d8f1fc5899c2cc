/** A stretch of a run at one batch size. */
export interface RampStage {
  /** **Unit** sequences a step. */
  readonly globalBatchSize: number;
  readonly tokens: number;
}

/** Growth of the batch at the start of a run: equal steps up, each over as many tokens. */
export interface BatchRamp {
  /** **Unit** sequences of the first stage. */
  readonly from: number;
  /** Sequences added by each stage. */
  readonly increment: number;
  /** Tokens over which the batch grows to its full size. */
  readonly tokens: number;
}

/**
 * **Returns** the stages of a ramp and the rest at full size, in order; together exactly `tokens`.
 * **Throws** RangeError for a ramp that does not start below the full batch or has no tokens.
 * **Source** Megatron-LM `--rampup-batch-size <start> <increment> <samples>`; BLOOM: from 192 by 16 over 9,765,625 samples.
 */
export function rampStages(globalBatchSize: number, tokens: number, ramp?: BatchRamp): RampStage[] {
  if (!ramp) return [{ globalBatchSize, tokens }];
  const { from, increment } = ramp;
  if (!(from >= 1 && from < globalBatchSize) || !(increment >= 1) || !(ramp.tokens > 0)) {
    throw new RangeError(
      `a ramp needs a start of 1 or more below ${globalBatchSize}, an increment and tokens above 0, received ${JSON.stringify(ramp)}`,
    );
  }
  const count = Math.ceil((globalBatchSize - from) / increment);
  const growing = Math.min(ramp.tokens, tokens);
  const stages = Array.from({ length: count }, (_, index) => ({
    globalBatchSize: from + index * increment,
    tokens: growing / count,
  }));
  return tokens > growing ? [...stages, { globalBatchSize, tokens: tokens - growing }] : stages;
}
