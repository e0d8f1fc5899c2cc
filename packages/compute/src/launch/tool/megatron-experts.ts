import type { ExpertShape, ModelShape, RoutingShape } from "../../model/shape.ts";
import type { LaunchJob } from "../job.ts";
import { type Rule, modelRule, routerBiasRule } from "../unsaid.ts";
import type { Argument } from "./megatron-model.ts";

/** Experts beyond which it asks for a router in 32 bits. **Source** core/transformer/transformer_config.py. */
const manyExperts = 32;

/** Best scores of a group that add up to its own: the share of a token's experts that one of its groups has. */
const bestScoresOf = ({ active }: ExpertShape, groups: NonNullable<RoutingShape["groups"]>): number =>
  Math.floor(active / groups.active);

function routingArguments(experts: ExpertShape): Argument[] {
  const { score, normalized, scale, groups } = experts.routing ?? { score: "softmax", normalized: true };
  const scored: Argument[] =
    score === "sigmoid"
      ? [["--moe-router-score-function", "sigmoid"]]
      : normalized
        ? []
        : // Over all experts, so that the weights of the chosen ones stay what they were.
          [["--moe-router-pre-softmax"]];
  const limited: Argument[] = groups
    ? [
        ["--moe-router-num-groups", groups.count],
        ["--moe-router-group-topk", groups.active],
      ]
    : [];
  return [
    ...scored,
    ...(experts.routerBias ? ([["--moe-router-enable-expert-bias"]] as const) : []),
    ...limited,
    ...(scale === undefined ? [] : ([["--moe-router-topk-scaling-factor", scale]] as const)),
    ...(experts.count >= manyExperts ? ([["--moe-router-dtype", "fp32"]] as const) : []),
  ];
}

/** Which layers have experts: all, those behind the first ones, or every so many-th. */
function placeArguments({ every, denseLayers = 0 }: ExpertShape, layers: number): Argument[] {
  if (every !== undefined && every > 1) {
    const rest = layers % every;
    const tail = rest > 0 ? `+[0]*${rest}` : "";
    return [["--moe-layer-freq", `([0]*${every - 1}+[1])*${(layers - rest) / every}${tail}`]];
  }
  return denseLayers > 0 ? [["--moe-layer-freq", `([0]*${denseLayers}+[1]*${layers - denseLayers})`]] : [];
}

/** Experts and who chooses among them, as Megatron-LM's arguments. */
export function expertArguments({ experts, layers }: ModelShape): Argument[] {
  if (!experts) return [];
  return [
    ["--num-experts", experts.count],
    ["--moe-router-topk", experts.active],
    ["--moe-ffn-hidden-size", experts.feedForward],
    ...(experts.sharedFeedForward > 0
      ? ([["--moe-shared-expert-intermediate-size", experts.sharedFeedForward]] as const)
      : []),
    ...(experts.sharedGate ? ([["--moe-shared-expert-gate"]] as const) : []),
    ...routingArguments(experts),
    ...placeArguments(experts, layers),
    ["--moe-grouped-gemm"],
    ["--moe-token-dispatcher-type", "alltoall"],
  ];
}

/** What its router has no option for. **Source** core/transformer/moe/moe_utils.py, topk_routing_with_score_function. */
export const expertRules: readonly Rule[] = [
  modelRule(
    "sigmoid weights",
    ({ model: { experts } }) =>
      experts?.routing?.score === "sigmoid" && !experts.routing.normalized && experts.active > 1,
    "weights of sigmoid scores always add up to 1",
  ),
  {
    dimension: "expertTensorParallel",
    value: ({ layout }) => layout.expertTensorParallel,
    breaks: ({ model, layout }) =>
      layout.expertTensorParallel > 1 && model.biases !== "none" && typeof model.biases !== "object",
    rule: "experts with biases are not cut",
  },
  routerBiasRule,
  modelRule(
    "routing groups",
    ({ model: { experts } }) =>
      experts?.routing?.groups !== undefined && bestScoresOf(experts, experts.routing.groups) < 1,
    "a token has at least one expert in each of its groups",
  ),
];

/** What of the routing is as the tool does it and not as the model says it. */
function groupNotes(experts: ExpertShape): string[] {
  const groups = experts.routing?.groups;
  if (!groups || bestScoresOf(experts, groups) === groups.bestScores) return [];
  return [
    `a token's groups are those whose ${bestScoresOf(experts, groups)} best scores add up to the most; the model's own take the ${groups.bestScores === 1 ? "best one" : "2 best"}`,
  ];
}

/** A plan's time is that of experts with equal loads: who keeps them so. */
export function expertNotes({ model: { experts } }: LaunchJob): string[] {
  if (!experts) return [];
  const keeper = experts.routerBias
    ? "the router's bias keeps them so, at the tool's usual rate"
    : "set --moe-aux-loss-coeff to keep them so, which is 0 where it is left out";
  return [`the plan reckons with experts that are loaded alike: ${keeper}`, ...groupNotes(experts)];
}
