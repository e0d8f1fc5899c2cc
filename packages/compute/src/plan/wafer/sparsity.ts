import { seconds } from "@ingot/units";
import type { Plan } from "../plan.ts";
import { lossFits } from "../../model/loss.ts";

/** Weights that are zero and stay so while training. */
export interface Sparsity {
  /** Share of weights that are zero. **Range** 0 to 0.95. */
  readonly share: number;
  /** Share of the skipped work that is not spent after all. **Range** 0 to 1; 0.9 unless told, assumed. */
  readonly harvest?: number;
}

export const sparsityMost = 0.95;

/** **Source** assumed: products of 12,000 x 12,000 on CS-2 speed up nearly as 1 / (1 - share) up to 90 %. */
export const harvestAssumed = 0.9;

/** **Throws** RangeError for a share or harvest out of its range. */
export function checkSparsity({ share, harvest = harvestAssumed }: Sparsity): void {
  if (!(share >= 0 && share <= sparsityMost)) {
    throw new RangeError(`sparsity is a share from 0 to ${sparsityMost}, received ${share}`);
  }
  if (!(harvest >= 0 && harvest <= 1)) throw new RangeError(`harvest is a share from 0 to 1, received ${harvest}`);
}

/** Share of the products with weights that is still done. */
export const workedShare = ({ share, harvest = harvestAssumed }: Sparsity): number => 1 - harvest * share;

/** What sparsity does to the loss, by a published law; and the recipe that takes it back. */
export interface SparseLoss {
  /** Parameters of the dense model that reaches the same loss on as many tokens. */
  readonly equivalentParameters: number;
  /** Loss above the dense model's. **Unit** nats a token. */
  readonly lossAdded: number;
  readonly law: string;
  readonly recipe: string;
  readonly text: string;
}

const law =
  "Frantar et al. 2023, arXiv 2309.08520, Scaling Laws for Sparsely-Connected Foundation Models, fit on T5/C4 " +
  "(coefficients quoted from memory; they give the paper's 1.6 and 2.2 times the dense size at 50 % and 75 %)";
const recipe =
  "Thangarasa et al. 2023, arXiv 2303.10464 (SPDF): pre-train GPT-3 XL at 75 %, 2.5 times fewer FLOP, then fine-tune " +
  "dense without loss on its tasks";

/** Dense size over remaining weights at equal loss: the law's sparsity factor against its exponent of size. */
function gainAt(share: number): number {
  const [scale, exponent, floor, sizeExponent] = [16.8, 0.722, 45, 0.245];
  return ((scale * (1 - share) ** exponent + floor) / (scale + floor)) ** (-1 / sizeExponent);
}

/** The price of sparsity in loss: it is no free discount. **Range** `share` 0 to 0.95. */
export function sparseLoss(parameters: number, share: number): SparseLoss {
  checkSparsity({ share });
  const equivalentParameters = Math.min(parameters, parameters * (1 - share) * gainAt(share));
  const { modelScale, modelExponent } = lossFits.hoffmann;
  const term = (size: number) => modelScale / size ** modelExponent;
  const lossAdded = term(equivalentParameters) - term(parameters);
  const percent = `${Math.round(share * 100)} %`;
  return {
    equivalentParameters,
    lossAdded,
    law,
    recipe,
    text:
      share === 0
        ? "All weights are trained: no loss is added."
        : `At ${percent} zeros the model learns like a dense one of ${(equivalentParameters / 1e9).toPrecision(3)} billion ` +
          `parameters: about ${lossAdded.toFixed(3)} nats a token worse if it stays sparse. Trained dense at the end ` +
          "(sparse pre-training, dense fine-tuning), published tasks showed no loss.",
  };
}

/** A sparse run with a dense end: time of both parts. */
export interface SparseThenDense {
  readonly seconds: number;
  readonly secondsDense: number;
  readonly speedup: number;
}

/** Sparse pre-training, then `denseShare` of the tokens dense. **Range** `denseShare` 0 to 1; 0.1 is assumed. */
export function sparseThenDense(sparse: Plan, dense: Plan, denseShare = 0.1): SparseThenDense {
  if (!(denseShare >= 0 && denseShare <= 1)) {
    throw new RangeError(`the dense share of the tokens is from 0 to 1, received ${denseShare}`);
  }
  const train = (plan: Plan) => plan.totalSteps * plan.stepTime;
  const spent = (1 - denseShare) * train(sparse) + denseShare * train(dense);
  return { seconds: seconds(spent), secondsDense: seconds(train(dense)), speedup: train(dense) / spent };
}
