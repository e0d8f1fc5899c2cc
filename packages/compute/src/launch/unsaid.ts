import type { ModelShape, Particular } from "../model/shape.ts";
import type { LaunchJob, Unsaid } from "./job.ts";

/** One rule of a tool: when a job breaks it, what it broke. */
export interface Rule {
  readonly dimension: string;
  readonly value: (job: LaunchJob) => number | string | boolean;
  readonly breaks: (job: LaunchJob) => boolean;
  readonly rule: string;
}

/** **Returns** every rule that a job breaks, in the order of the rules. */
export const unsaidBy =
  (rules: readonly Rule[]) =>
  (job: LaunchJob): Unsaid[] =>
    rules
      .filter((rule) => rule.breaks(job))
      .map(({ dimension, value, rule }) => ({ dimension, value: String(value(job)), rule }));

/** A rule about one number of the layout. */
export const atMost = (
  dimension:
    | "tensorParallel"
    | "pipelineParallel"
    | "contextParallel"
    | "expertParallel"
    | "expertTensorParallel"
    | "offloadedLayers"
    | "offloadedOptimizer",
  most: number,
  rule: string,
): Rule => ({
  dimension,
  value: ({ layout }) => layout[dimension],
  breaks: ({ layout }) => layout[dimension] > most,
  rule,
});

/** For tools that cut nothing but what their data ranks hold. */
export const dataRanksAlone = (rule: string): Rule[] =>
  (["tensorParallel", "pipelineParallel", "contextParallel", "expertParallel"] as const).map((dimension) =>
    atMost(dimension, 1, rule),
  );

/** For tools that do not single out the attention. */
export const recomputesWholeLayers: Rule = {
  dimension: "recompute",
  value: ({ layout }) => layout.recompute,
  breaks: ({ layout }) => layout.recompute === "selective",
  rule: "a layer is recomputed whole or not at all",
};

/** For tools that do not count layers. */
export const recomputesAllLayers: Rule = {
  dimension: "recomputeLayers",
  value: ({ layout }) => layout.recomputeLayers ?? "all",
  breaks: ({ layout }) => layout.recompute === "full" && layout.recomputeLayers !== undefined,
  rule: "all layers are recomputed or none",
};

/** A rule about what a model is made of. */
export const modelRule = (part: string, breaks: (job: LaunchJob) => boolean, rule: string): Rule => ({
  dimension: "model",
  value: ({ model }) => `${model.id} (${part})`,
  breaks,
  rule,
});

/** A rule about what feed-forward blocks put their values through, where it is not the usual. */
export const activationRule = (known: (model: ModelShape) => boolean, rule: string): Rule =>
  modelRule("activation", ({ model }) => model.activation !== undefined && !known(model), rule);

/** For tools that know a router's bias from DeepSeek-V3 alone. */
export const routerBiasRule: Rule = modelRule(
  "router bias",
  ({ model: { experts } }) => experts?.routerBias === true && experts.routing?.score !== "sigmoid",
  "a number of each expert goes with sigmoid scores",
);

/** For tools of which none stretches rotary positions: who trains no further than they reach needs no stretching. */
export const stretchRule: Rule = modelRule(
  "stretched positions",
  ({ model, ask }) => model.rotaryStretch !== undefined && ask.sequenceLength > model.rotaryStretch.from,
  "this export writes rotary positions as they are, for sequences that need no stretching",
);

/** What sets an architecture apart, but for what a tool has. */
export const particularRule = (known: readonly Particular[] = []): Rule => {
  const strange = ({ model }: LaunchJob) => (model.particulars ?? []).filter((each) => !known.includes(each));
  return {
    dimension: "model",
    value: (job) => `${job.model.id} (${strange(job).join(", ")})`,
    breaks: (job) => strange(job).length > 0,
    rule: "no export writes that",
  };
};

/** A rule about the numeric format. */
export const dtypeRule = (known: readonly string[], rule: string): Rule => ({
  dimension: "dtype",
  value: ({ ask }) => ask.dtype,
  breaks: ({ ask }) => !known.includes(ask.dtype),
  rule,
});

/** For tools that cut the sequence: none of them keeps what it gathered of it for the weight gradient. */
export const keepsInputs: Rule = {
  dimension: "gatherAgain",
  value: () => false,
  breaks: ({ layout }) => layout.sequenceParallel && layout.tensorParallel > 1 && !layout.gatherAgain,
  rule: "inputs of sequence parallelism are always gathered again for the weight gradient",
};

/** For the same tools: behind a cut sequence each rank holds its part alone, and passes it on as it is. */
export const sendsParts: Rule = {
  dimension: "scatterPipeline",
  value: () => false,
  breaks: ({ layout }) =>
    layout.sequenceParallel && layout.tensorParallel > 1 && layout.pipelineParallel > 1 && !layout.scatterPipeline,
  rule: "in sequence parallelism each rank of a tensor group sends its part of what passes between stages",
};
