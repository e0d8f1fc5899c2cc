import { countInWords, lossFits, lossOf, lossWithRepeats, type LossFit } from "../../model/loss.ts";
import { leastAt } from "./minimum.ts";
import { type LossFitName, newTokens } from "./tokens-for-loss.ts";

/** A size and the tokens that it is trained on. */
export interface Allocation {
  readonly parameters: number;
  readonly tokens: number;
  readonly tokensPerParameter: number;
  /** **Unit** FLOP: six for each parameter and token. */
  readonly flops: number;
  /** **Unit** nats a token. */
  readonly loss: number;
  readonly passes: number;
}

function allocation(parameters: number, tokens: number, loss: number, unique = Infinity): Allocation {
  return {
    parameters,
    tokens,
    tokensPerParameter: tokens / parameters,
    flops: 6 * parameters * tokens,
    loss,
    passes: Math.max(1, tokens / unique),
  };
}

/** Size that `flops` of training make the best of when every token is new. **Source** arXiv 2203.15556 eq. 4. */
function balancedParameters(fit: LossFit, flops: number): number {
  const { modelScale, modelExponent: a, dataScale, dataExponent: b } = fit;
  const scale = ((a * modelScale) / (b * dataScale)) ** (1 / (a + b));
  return scale * (flops / 6) ** (b / (a + b));
}

/** Computation to spend on training, and what it may be spent on. */
export interface ComputeBudget {
  /** **Unit** FLOP of training. */
  readonly flops: number;
  /** `besiroglu` when absent; with unique tokens always `muennighoff`. */
  readonly fit?: LossFitName;
  /** Different tokens at hand; without end when absent. */
  readonly uniqueTokens?: number;
}

/**
 * The size and tokens of least loss for a budget of computation. Where data must repeat, by the data-constrained law:
 * fewer parameters and more passes than without.
 * **Throws** RangeError for a budget or count that is not above 0. **Cost** microseconds.
 */
export function computeOptimal({ flops, fit, uniqueTokens }: ComputeBudget): Allocation {
  if (!(flops > 0) || (uniqueTokens !== undefined && !(uniqueTokens > 0))) {
    throw new RangeError(`a budget needs FLOPs and unique tokens above 0, received ${flops} and ${uniqueTokens}`);
  }
  if (uniqueTokens === undefined) {
    const law = lossFits[fit ?? "besiroglu"];
    const parameters = balancedParameters(law, flops);
    const tokens = flops / 6 / parameters;
    return allocation(parameters, tokens, lossOf(law, parameters, tokens));
  }
  const middle = balancedParameters(lossFits.muennighoff, flops);
  const lossAt = (size: number) => lossWithRepeats(size, flops / 6 / size, uniqueTokens).loss;
  const parameters = leastAt(lossAt, middle / 100, middle * 10);
  return allocation(parameters, flops / 6 / parameters, lossAt(parameters), uniqueTokens);
}

/** A model that is trained once and then serves. */
export interface LifetimeQuestion {
  /** The quality to reach: a loss, or that of a compute-optimal model of so many parameters. */
  readonly quality: { readonly loss: number } | { readonly parameters: number };
  /** Tokens read and written in service over the model's life. */
  readonly servedTokens: number;
  /** What a FLOP of serving costs beside one of training; 1 when absent. */
  readonly servingCost?: number;
  readonly fit?: LossFitName;
}

/** The size that costs least over training and service, beside the one that costs least to train. */
export interface LifetimeAdvice {
  /** Least computation over training and serving. */
  readonly best: Allocation;
  /** Least computation for training alone. */
  readonly trainingOnly: Allocation;
  /** **Unit** FLOP of training and serving, weighted by `servingCost`. */
  readonly flops: number;
  readonly flopsTrainingOnly: number;
  /** Share of the lifetime's computation saved by the smaller model. **Range** 0 to 1. */
  readonly saved: number;
  readonly text: string;
}

/** Tokens of the compute-optimal run of a size. */
function balancedTokens(fit: LossFit, parameters: number): number {
  const { modelScale, modelExponent: a, dataScale, dataExponent: b } = fit;
  return ((b * dataScale * parameters ** a) / (a * modelScale)) ** (1 / b);
}

function targetLoss(fit: LossFit, quality: LifetimeQuestion["quality"]): number {
  if ("loss" in quality) return quality.loss;
  return lossOf(fit, quality.parameters, balancedTokens(fit, quality.parameters));
}

/**
 * Smaller for longer: the size and tokens of least computation for a quality, counting `2 N` FLOP for every token that
 * the model will serve.
 * **Throws** RangeError for a loss at or below the fit's floor, or a negative count or cost.
 * **Source** Sardana et al. 2024, arXiv 2401.00448 eq. 3.
 */
export function lifetimeOptimal(question: LifetimeQuestion): LifetimeAdvice {
  const { servedTokens, servingCost = 1 } = question;
  const fit: LossFit = lossFits[question.fit ?? "besiroglu"];
  const loss = targetLoss(fit, question.quality);
  if (!(loss > fit.floor) || !(servedTokens >= 0) || !(servingCost >= 0)) {
    throw new RangeError(
      `a lifetime needs a loss above ${fit.floor}, served tokens and a cost of serving of 0 or more, ` +
        `received ${loss}, ${servedTokens} and ${servingCost}`,
    );
  }
  const smallest = (fit.modelScale / (loss - fit.floor)) ** (1 / fit.modelExponent);
  const train = (size: number) => 6 * size * newTokens(fit, size, loss);
  const total = (size: number) => train(size) + servingCost * 2 * size * servedTokens;
  const at = (cost: (size: number) => number) => {
    const size = leastAt(cost, smallest * 1.0001, smallest * 1000);
    return allocation(size, newTokens(fit, size, loss), loss);
  };
  const best = at(total);
  const trainingOnly = at(train);
  const flops = total(best.parameters);
  const flopsTrainingOnly = total(trainingOnly.parameters);
  const saved = 1 - flops / flopsTrainingOnly;
  const text =
    `${countInWords(best.parameters)} parameters on ${countInWords(best.tokens)} tokens instead of ` +
    `${countInWords(trainingOnly.parameters)} on ${countInWords(trainingOnly.tokens)}: the same loss, ` +
    `${(100 * saved).toFixed(0)} % less computation once ${countInWords(servedTokens)} tokens are served.`;
  return { best, trainingOnly, flops, flopsTrainingOnly, saved, text };
}
