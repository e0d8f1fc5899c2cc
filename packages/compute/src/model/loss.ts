import type { LossCurve } from "../simulate/state.ts";
import { parameterCount } from "./parameters.ts";
import type { ModelShape } from "./shape.ts";

/** A law of two powers. **Unit** nats a token; parameters and tokens as counts. */
export interface LossFit {
  readonly floor: number;
  readonly modelScale: number;
  readonly modelExponent: number;
  readonly dataScale: number;
  readonly dataExponent: number;
}

/** Published fits of `L(N, D) = E + A / N^a + B / D^b`, in nats a token of the fit's own tokenizer. */
export const lossFits = {
  /** **Source** Hoffmann et al. 2022, arXiv 2203.15556, approach 3. */
  hoffmann: { floor: 1.69, modelScale: 406.4, modelExponent: 0.34, dataScale: 410.7, dataExponent: 0.28 },
  /**
   * The same approach with two exponents set so that the paper's own table A3 comes out, for the printed ones are rounded.
   * **Source** de Vries 2023, "Go smol or go home"; used by Sardana et al. 2024, arXiv 2401.00448.
   */
  hoffmannTable: { floor: 1.69, modelScale: 406.4, modelExponent: 0.336, dataScale: 410.7, dataExponent: 0.283 },
  /** **Source** Besiroglu et al. 2024, arXiv 2404.10102: the same data, fitted again. */
  besiroglu: { floor: 1.8172, modelScale: 482.01, modelExponent: 0.3478, dataScale: 2085.43, dataExponent: 0.3658 },
  /** **Source** Muennighoff et al. 2023, arXiv 2305.16264, appendix A, with the digits of the authors' published code. */
  muennighoff: {
    floor: 1.86914,
    modelScale: 520.827,
    modelExponent: 0.35266,
    dataScale: 1487.716,
    dataExponent: 0.35266,
  },
} as const satisfies Record<string, LossFit>;

/** Half-lives of repetition. **Source** Muennighoff et al. 2023: R_D* = 15.39 passes, R_N* = 5.31. */
const repetition = { data: 15.387756, model: 5.309743 } as const;

/** Loss by one fit when every token is new. */
export const lossOf = (fit: LossFit, parameters: number, tokens: number) =>
  fit.floor + fit.modelScale / parameters ** fit.modelExponent + fit.dataScale / tokens ** fit.dataExponent;

/** `unique` counts once, repeats with exponentially fading worth. **Source** arXiv 2305.16264 eq. 5. */
function worth(total: number, unique: number, halfLife: number): number {
  const repeats = total / unique - 1;
  return repeats <= 0 ? total : unique + unique * halfLife * (1 - Math.exp(-repeats / halfLife));
}

/** Parameters that make best use of so many unique tokens, by Muennighoff's fit. */
function optimalParameters(uniqueTokens: number): number {
  const { modelScale, modelExponent, dataScale, dataExponent } = lossFits.muennighoff;
  const balance = ((modelExponent * modelScale) / (dataExponent * dataScale)) ** (1 / (modelExponent + dataExponent));
  return balance ** 2 * uniqueTokens;
}

/** What a run is expected to reach, and what repetition costs it. */
export interface LossExpectation {
  /** By the data-constrained law. **Unit** nats a token. */
  readonly loss: number;
  /** New tokens that would teach as much. */
  readonly effectiveTokens: number;
  readonly passes: number;
  /** The same number of tokens, all new, by each published fit. */
  readonly lossIfUnique: { readonly hoffmann: number; readonly besiroglu: number; readonly muennighoff: number };
  /** One sentence that a customer can act on. */
  readonly advice: string;
}

export interface LossQuestion {
  /** Its experts count by the parameters at work on a token. */
  readonly model?: ModelShape;
  /** In place of a model. */
  readonly parameters?: number;
  readonly tokens: number;
  readonly uniqueTokens: number;
}

function sizeOf(question: LossQuestion): number {
  const size = question.parameters ?? (question.model && parameterCount(question.model).active);
  if (!size || !(question.tokens > 0) || !(question.uniqueTokens > 0)) {
    const { parameters, tokens, uniqueTokens } = question;
    throw new RangeError(
      `a loss needs a model or parameters, tokens and uniqueTokens above 0, received ${JSON.stringify({ parameters, tokens, uniqueTokens })}`,
    );
  }
  return size;
}

/** Loss by the data-constrained law, and the new tokens that would teach as much. */
export function lossWithRepeats(
  parameters: number,
  tokens: number,
  uniqueTokens: number,
): { loss: number; effective: number } {
  const unique = Math.min(tokens, uniqueTokens);
  const effective = worth(tokens, unique, repetition.data);
  const base = Math.min(parameters, optimalParameters(unique));
  // A model too large for its data repeats parameters, as it were; unique data leave it whole. Just beyond one pass the
  // two disagree, and what the first pass reached stays reached.
  const size = worth(parameters, base, repetition.model);
  const once = lossOf(lossFits.muennighoff, parameters, unique);
  const repeated = lossOf(lossFits.muennighoff, size, effective);
  return { loss: tokens > unique ? Math.min(once, repeated) : once, effective };
}

const words: readonly (readonly [number, string])[] = [
  [1e12, " trillion"],
  [1e9, " billion"],
  [1e6, " million"],
];

/** **Returns** a count as people say it, e.g. `1.4 trillion`, with three digits. */
export function countInWords(count: number): string {
  const [size, word] = words.find(([limit]) => count >= limit) ?? [1, ""];
  const value = count / size;
  const digits = value >= 100 || size === 1 ? 0 : value >= 10 ? 1 : 2;
  return `${Number(value.toFixed(digits)).toLocaleString("en-US")}${word}`;
}

function advise(parameters: number, tokens: number, uniqueTokens: number): string {
  const passes = tokens / uniqueTokens;
  const data = `your ${countInWords(uniqueTokens)} tokens would be read`;
  if (passes > 16) {
    return `${data} ${countInWords(Math.round(passes))} times; past about 16 passes that buys nothing; bring more data or take a smaller model`;
  }
  if (passes > 4) {
    return `${data} ${passes.toFixed(1)} times; past about 4 passes each one teaches less than new data would`;
  }
  const perParameter = tokens / parameters;
  if (perParameter < 10) {
    return `${countInWords(tokens)} tokens are ${perParameter.toFixed(1)} for each parameter; about 20 make the best use of the computation, so a smaller model would reach the same loss for less`;
  }
  if (passes > 1) return `${data} ${passes.toFixed(1)} times; up to about 4 passes that is nearly as good as new data`;
  return `every token is read once; ${perParameter.toFixed(0)} tokens for each parameter, where about 20 make the best use of the computation`;
}

/**
 * The loss to expect when `tokens` are trained on of which `uniqueTokens` differ. A law of published runs, not a
 * promise: the terms of sale are tokens.
 * **Throws** RangeError without a size or with a count of 0.
 */
export function expectedLoss(question: LossQuestion): LossExpectation {
  const parameters = sizeOf(question);
  const { tokens, uniqueTokens } = question;
  const { loss, effective } = lossWithRepeats(parameters, tokens, uniqueTokens);
  return {
    loss: Math.min(loss, Math.log(question.model?.paddedVocabulary ?? 50257)),
    effectiveTokens: effective,
    passes: tokens / uniqueTokens,
    lossIfUnique: {
      hoffmann: lossOf(lossFits.hoffmann, parameters, tokens),
      besiroglu: lossOf(lossFits.besiroglu, parameters, tokens),
      muennighoff: lossOf(lossFits.muennighoff, parameters, tokens),
    },
    advice: advise(parameters, tokens, uniqueTokens),
  };
}

/**
 * The course of the loss over a run as one smooth, falling curve, for simulated metrics: from `ln(vocabulary)` to what
 * `expectedLoss` gives at the end.
 */
export function lossCurve(question: LossQuestion & { readonly vocabulary?: number }): LossCurve {
  const parameters = sizeOf(question);
  const { tokens, uniqueTokens } = question;
  const exponent = lossFits.muennighoff.dataExponent;
  const start = Math.log(question.vocabulary ?? question.model?.paddedVocabulary ?? 50257);
  const early = Math.min(tokens, uniqueTokens) / 2;
  // Far below the data it was fitted on the law exceeds what guessing blindly costs, which no training does.
  const end = Math.min(lossWithRepeats(parameters, tokens, uniqueTokens).loss, 0.97 * start);
  const middle = Math.max(Math.min(lossWithRepeats(parameters, early, uniqueTokens).loss, 0.985 * start), 1.0001 * end);
  const amplitude = (middle - end) / (early ** -exponent - tokens ** -exponent);
  return {
    floor: end - amplitude * tokens ** -exponent,
    amplitude,
    exponent,
    start,
    noise: 0.015,
  };
}
