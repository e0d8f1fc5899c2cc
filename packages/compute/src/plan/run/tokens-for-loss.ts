import { countInWords, lossFits, lossOf, lossWithRepeats, type LossFit } from "../../model/loss.ts";
import { namedRun, type NamedRun } from "./named-runs.ts";

/** Names of the published fits. */
export type LossFitName = keyof typeof lossFits;

/** A loss that a model of a size is to reach. */
export interface LossTarget {
  readonly parameters: number;
  /** **Unit** nats a token. */
  readonly loss: number;
  /** The fit to believe; `besiroglu` when absent. Repeated data are judged by `muennighoff` alone. */
  readonly fit?: LossFitName;
  /** Different tokens at hand; without end when absent. */
  readonly uniqueTokens?: number;
}

/** The tokens that reach a loss and the training that they take, or the least loss that any number of them does. */
export type TokensForLoss =
  | { readonly kind: "tokens"; readonly tokens: number; readonly passes: number; readonly flops: number }
  | { readonly kind: "unreachable"; readonly least: number; readonly text: string };

function checkPositive(values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!(value > 0)) throw new RangeError(`${name} must be above 0, received ${value}`);
  }
}

/** Most passes that are looked at: further ones teach nothing by any fit. */
const passesMax = 1000;

function unreachable(parameters: number, loss: number, least: number): TokensForLoss {
  const text =
    `A model of ${countInWords(parameters)} parameters ends above ${loss.toFixed(3)} nats ` +
    `with any number of these tokens: ${least.toFixed(3)} is its least.`;
  return { kind: "unreachable", least, text };
}

const reached = (parameters: number, tokens: number, unique: number): TokensForLoss => ({
  kind: "tokens",
  tokens,
  passes: Math.max(1, tokens / unique),
  flops: 6 * parameters * tokens,
});

/** The loss that a size ends at with new tokens without end. */
const leastLoss = (fit: LossFit, parameters: number): number =>
  fit.floor + fit.modelScale / parameters ** fit.modelExponent;

/** **Returns** the new tokens that a size needs to reach a loss by one fit: the law solved for them; infinite for never. */
export function newTokens(fit: LossFit, parameters: number, loss: number): number {
  const left = loss - leastLoss(fit, parameters);
  return left > 0 ? (fit.dataScale / left) ** (1 / fit.dataExponent) : Infinity;
}

function repeatedTokens({ parameters, loss }: LossTarget, unique: number): TokensForLoss {
  const lossAt = (tokens: number) => lossWithRepeats(parameters, tokens, unique).loss;
  const most = unique * passesMax;
  if (lossAt(most) > loss) return unreachable(parameters, loss, lossAt(most));
  let low = Math.log(1e6);
  let high = Math.log(most);
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    if (lossAt(Math.exp(middle)) > loss) low = middle;
    else high = middle;
  }
  return reached(parameters, Math.exp(high), unique);
}

/**
 * Tokens that a model of this size must read to reach a loss.
 * **Returns** them, or that no number of them does. **Throws** RangeError for a size, loss or count that is not above 0.
 */
export function tokensForLoss(target: LossTarget): TokensForLoss {
  const { parameters, loss, uniqueTokens = Infinity } = target;
  checkPositive({ parameters, loss, uniqueTokens });
  if (uniqueTokens < Infinity) return repeatedTokens(target, uniqueTokens);
  const fit: LossFit = lossFits[target.fit ?? "besiroglu"];
  const tokens = newTokens(fit, parameters, loss);
  if (tokens < Infinity) return reached(parameters, tokens, Infinity);
  return unreachable(parameters, loss, leastLoss(fit, parameters));
}

/** Tokens to a named run's accuracy, by each fit that judges it and in the middle of them. */
export interface AccuracyMatch {
  readonly run: NamedRun;
  readonly fits: readonly { readonly fit: LossFitName; readonly loss: number; readonly outcome: TokensForLoss }[];
  /** The middle one of the fits that can be met, of two the larger; undefined unless more than half can. */
  readonly tokens: number | undefined;
  readonly text: string;
}

/** Fits that stand for different data or different fitting; the table's stands for the same as its paper's. */
const judges: readonly LossFitName[] = ["hoffmannTable", "besiroglu", "muennighoff"];

/**
 * "To Chinchilla accuracy": the tokens that a model of this size needs to reach the loss that the law gives a named run.
 * Each fit judges both, so their different data do not mix. **Throws** RangeError for an unknown run.
 */
export function tokensToMatch(runId: string, parameters: number, uniqueTokens?: number): AccuracyMatch {
  const run = namedRun(runId);
  const names = uniqueTokens === undefined ? judges : (["muennighoff"] as const);
  const fits = names.map((fit) => {
    const loss = lossOf(lossFits[fit], run.parameters, run.tokens);
    const target = uniqueTokens === undefined ? { parameters, loss, fit } : { parameters, loss, uniqueTokens };
    return { fit, loss, outcome: tokensForLoss(target) };
  });
  const met = fits.flatMap(({ outcome }) => (outcome.kind === "tokens" ? [outcome.tokens] : []));
  const sorted = met.toSorted((left, right) => left - right);
  const tokens = met.length * 2 > fits.length ? sorted[Math.floor(sorted.length / 2)] : undefined;
  const size = `${countInWords(parameters)} parameters`;
  const range =
    sorted.length > 1 ? ` (${countInWords(sorted[0] ?? 0)} to ${countInWords(sorted.at(-1) ?? 0)} by fit)` : "";
  const text =
    tokens === undefined
      ? `${size} do not reach ${run.label}'s accuracy with any number of these tokens, by most published fits.`
      : `${size} reach ${run.label}'s accuracy after ${countInWords(tokens)} tokens${range}.`;
  return { run, fits, tokens, text };
}
