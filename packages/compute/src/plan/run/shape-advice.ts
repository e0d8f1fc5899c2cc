import { trainingFlopsPerToken } from "../../model/flops.ts";
import { parameterCount } from "../../model/parameters.ts";
import type { ModelShape } from "../../model/shape.ts";
import { grouped } from "../../hardware/devices-in-words.ts";
import { plan as planAsk } from "../dispatch.ts";
import { percent } from "../life.ts";
import type { Ask, HardwareChoice, Plan } from "../plan.ts";
import { nearestMultiple, withLayers } from "./scaled-shape.ts";

/** A shape of nearly the same size that trains more cheaply on this hardware. */
export interface ShapeAdvice {
  readonly model: ModelShape;
  readonly plan: Plan;
  /** What changes, e.g. `hidden 13,824 instead of 14,400`. */
  readonly changes: readonly string[];
  /** Device time for a model FLOP, less by this share. **Range** 0 to 1. */
  readonly cheaper: number;
  /** Parameters over those asked for. */
  readonly size: number;
  readonly text: string;
}

/** Sizes may differ by this share and still count as the same model. */
const sizeTolerance = 0.04;

/** Layers that bring a shape back to the size asked for, as a multiple of what pipelines like. */
function resized(shape: ModelShape, parameters: number): ModelShape[] {
  const { perLayer, total } = parameterCount(shape);
  const wanted = shape.layers + (parameters - total) / perLayer;
  const counts = new Set([Math.round(wanted), nearestMultiple(wanted, 4), nearestMultiple(wanted, 8)]);
  return [...counts]
    .filter((layers) => layers > (shape.encoder ? 1 : 0))
    .map((layers) => withLayers(shape, layers))
    .filter((next) => Math.abs(parameterCount(next).total / parameters - 1) <= sizeTolerance);
}

/** Key and value heads beside so many heads: as many where each had its own, else as many as before. */
const keyValueHeadsFor = ({ heads: had, keyValueHeads }: ModelShape, heads: number): number =>
  keyValueHeads === had ? heads : keyValueHeads;

/** Head counts near the one asked for whose heads are as wide as kernels like. */
function headCounts(model: ModelShape, hidden: number): number[] {
  return [64, 72, 80, 96, 112, 128, 144, 160, 192, 216, 256]
    .filter((size) => hidden % size === 0)
    .map((size) => hidden / size)
    .filter((heads) => heads % 8 === 0 && heads % keyValueHeadsFor(model, heads) === 0)
    .toSorted((left, right) => Math.abs(left - model.heads) - Math.abs(right - model.heads))
    .slice(0, 2);
}

function widened(model: ModelShape, hidden: number, heads: number): ModelShape {
  const keyValueHeads = keyValueHeadsFor(model, heads);
  const feedForward = nearestMultiple((model.feedForward / model.hidden) * hidden, 1024);
  return { ...model, hidden, heads, keyValueHeads, headSize: hidden / heads, feedForward };
}

/** Hidden sizes near by that divide into whole tiles of matrix units, and those of the heads as they are. */
function hiddenSizes(model: ModelShape): number[] {
  const near = [128, 256, 512, 1024].flatMap((unit) => {
    const below = Math.floor(model.hidden / unit) * unit;
    return [below, below + unit];
  });
  return [...new Set([model.hidden, ...near])].filter(
    (hidden) => hidden > 0 && Math.abs(hidden / model.hidden - 1) <= 0.08,
  );
}

/** The shape with its vocabulary in whole tiles, and where it is dense with plain attention in other widths as well. */
function candidates(model: ModelShape): ModelShape[] {
  const { total } = parameterCount(model);
  const padded = { ...model, paddedVocabulary: Math.ceil(model.vocabulary / 1024) * 1024 };
  if (model.latent || model.experts) return [padded];
  const others = hiddenSizes(model).flatMap((hidden) =>
    headCounts(model, hidden).flatMap((heads) => resized(widened(padded, hidden, heads), total)),
  );
  return [padded, ...others];
}

const told = (now: ModelShape, then: ModelShape): string[] =>
  (["hidden", "heads", "layers", "feedForward", "paddedVocabulary"] as const)
    .filter((field) => now[field] !== then[field])
    .map((field) => {
      const name = { feedForward: "feed-forward", paddedVocabulary: "padded vocabulary" }[field as string] ?? field;
      return `${name} ${grouped(then[field])} instead of ${grouped(now[field])}`;
    });

/** Device time for a model FLOP: what training costs, the size taken out. */
function price(ask: Ask, plan: Plan): number {
  const flops = plan.tokensPerStep * trainingFlopsPerToken(ask.model, ask.sequenceLength);
  return (plan.stepTime * plan.hardware.devices) / flops;
}

/**
 * Shapes of the same size within 4 % that are cheaper to train on this hardware: hidden size, heads, feed-forward and
 * vocabulary in whole tiles, layers making up the size. Each is planned again.
 * **Returns** at most `most` of them, cheapest first; none where the shape is good as it is or has no plan.
 * **Cost** some tens of searches.
 */
export function adviseShape(ask: Ask, choice: HardwareChoice, most = 3): ShapeAdvice[] {
  const now = planAsk(ask, choice);
  if (now.kind === "infeasible") return [];
  const { total } = parameterCount(ask.model);
  const before = price(ask, now);
  return candidates(ask.model)
    .map((model): ShapeAdvice | undefined => {
      const changed = { ...ask, model };
      const plan = planAsk(changed, choice);
      const changes = told(ask.model, model);
      if (plan.kind === "infeasible" || changes.length === 0) return undefined;
      const cheaper = 1 - price(changed, plan) / before;
      const size = parameterCount(model).total / total;
      const text = `${changes.join(", ")}: ${percent(cheaper)} cheaper for each FLOP of the model, ${percent(Math.abs(size - 1))} ${size >= 1 ? "more" : "fewer"} parameters.`;
      return { model, plan, changes, cheaper, size, text };
    })
    .filter((advice) => advice !== undefined)
    .filter(({ cheaper }) => cheaper > 0.02)
    .toSorted((left, right) => right.cheaper - left.cheaper)
    .filter(({ model }, at, all) => all.findIndex((other) => other.model.hidden === model.hidden) === at)
    .slice(0, most);
}
