import type { ExpertShape, ModelShape } from "../../model/shape.ts";
import type { LaunchJob } from "../job.ts";
import {
  activationRule,
  atMost,
  modelRule,
  particularRule,
  routerBiasRule,
  stretchRule,
  type Rule,
} from "../unsaid.ts";

/** Mixtures of experts with latent attention go to the class of DeepSeek-V3, all else to that of Llama 3. */
const isDeepSeek = ({ latent, experts }: ModelShape): boolean => latent !== undefined && experts !== undefined;

/** Shared experts: the shared block in widths of a routed one. */
const sharedExperts = ({ sharedFeedForward, feedForward }: ExpertShape): number => sharedFeedForward / feedForward;

/** **Source** torchtitan/models/moe/moe.py, TokenChoiceTopKRouter. */
const fewestOfGroup = 2;

const routerRules: readonly Rule[] = [
  modelRule(
    "experts",
    ({ model }) => model.experts !== undefined && !isDeepSeek(model),
    "this export writes Llama's class, which is dense, and DeepSeek-V3's, whose attention is latent",
  ),
  modelRule(
    "latent attention",
    ({ model }) => model.latent !== undefined && !isDeepSeek(model),
    "this export writes latent attention with experts",
  ),
  modelRule(
    "shared block",
    ({ model: { experts } }) =>
      experts !== undefined && (!Number.isInteger(sharedExperts(experts)) || experts.sharedGate === true),
    "shared experts are as wide as the others and have no gate",
  ),
  modelRule(
    "plain layers",
    ({ model: { experts } }) => experts?.every !== undefined,
    "layers without experts are the first ones",
  ),
  routerBiasRule,
  modelRule(
    "routing groups",
    ({ model: { experts } }) =>
      experts?.routing?.groups !== undefined && experts.count / experts.routing.groups.count < fewestOfGroup,
    "a group has two experts or more",
  ),
];

const layerRules: readonly Rule[] = [
  modelRule("encoder", ({ model }) => model.encoder !== undefined, "it trains decoders"),
  modelRule(
    "positions",
    ({ model }) => model.positions !== "rotary" || model.rotaryShare !== undefined,
    "positions are rotary, in all of a head",
  ),
  modelRule("norms", ({ model }) => model.norm !== "rms", "norms are RMS norms"),
  modelRule("feed-forward", ({ model }) => !model.gatedFeedForward, "the feed-forward is gated"),
  activationRule(() => false, "blocks are SwiGLU"),
  modelRule("biases", ({ model }) => model.biases !== "none", "products have no bias"),
  modelRule("tied embeddings", ({ model }) => model.tiedEmbeddings, "the output layer has weights of its own"),
  modelRule(
    "head size",
    ({ model }) => !model.latent && model.headSize * model.heads !== model.hidden,
    "head size x heads is the hidden size",
  ),
  modelRule(
    "layer",
    ({ model }) =>
      model.parallelBlocks ||
      model.queryKeyNorm !== undefined ||
      model.window !== undefined ||
      model.attentionSinks === true ||
      (model.normsPerLayer ?? 2) !== 2,
    "a layer is attention, then feed-forward, each behind one norm",
  ),
  stretchRule,
  particularRule(),
];

const expertRanks = ({ layout }: LaunchJob): number => layout.expertParallel * layout.expertTensorParallel;

/** **Source** torchtitan/distributed/parallel_dims.py; models/llama4/infra/parallelize.py, apply_moe_ep_tp. */
const expertRules: readonly Rule[] = [
  {
    dimension: "expertTensorParallel",
    value: ({ layout }) => layout.expertTensorParallel,
    breaks: ({ model, layout }) =>
      model.experts !== undefined &&
      layout.expertTensorParallel !== layout.tensorParallel &&
      (layout.expertParallel === 1 || layout.expertTensorParallel !== 1),
    rule: "each expert is cut by the tensor degree, or not at all under expert parallelism",
  },
  {
    dimension: "expertParallel",
    value: ({ layout }) => layout.expertParallel,
    breaks: (job) =>
      job.layout.expertParallel > 1 &&
      ((job.layout.shardRanks * job.layout.tensorParallel) % expertRanks(job) !== 0 ||
        expertRanks(job) % job.layout.tensorParallel !== 0),
    rule: "expert ranks are all tensor ranks and some of those that share one copy of the weights",
  },
  {
    dimension: "overlapExperts",
    value: ({ layout }) => layout.overlapExperts,
    breaks: ({ layout }) => layout.overlapExperts,
    rule: "expert exchange hides behind other work only in its DualPipeV schedule",
  },
  {
    dimension: "dtype",
    value: ({ ask }) => ask.dtype,
    breaks: ({ ask, model }) => model.experts !== undefined && ask.dtype === "fp8",
    rule: "this export trains experts in fp32 or bf16",
  },
];

const denseRule: Rule = {
  ...atMost("expertParallel", 1, "a dense model has no experts"),
  breaks: ({ model, layout }) => !model.experts && layout.expertParallel > 1,
};

/** Parts of a model and of its experts' layout that neither class has a place for. */
export const modelRules: readonly Rule[] = [...routerRules, ...layerRules, denseRule, ...expertRules];

const argumentsOf = (fields: Readonly<Record<string, number | string | boolean>>): string[] =>
  Object.entries(fields).map(([name, value]) => `${name}=${pythonOf(value)},`);

const pythonOf = (value: number | string | boolean): string =>
  typeof value === "boolean" ? (value ? "True" : "False") : String(value);

const usualEpsilon = 1e-5;

function llamaModule({ model, ask }: LaunchJob): string[] {
  return [
    "from torchtitan.models.llama3 import TransformerModelArgs, get_train_spec",
    "from torchtitan.models.llama3.model.args import RoPEScalingArgs",
    "from torchtitan.protocols.train_spec import register_train_spec",
    "",
    "PLAN = TransformerModelArgs(",
    ...argumentsOf({
      dim: model.hidden,
      n_layers: model.layers,
      n_heads: model.heads,
      n_kv_heads: model.keyValueHeads,
      vocab_size: model.paddedVocabulary,
    }).map((line) => `    ${line}`),
    "    # The feed-forward width is rounded up to multiple_of, which is the width itself.",
    ...argumentsOf({
      multiple_of: model.feedForward,
      ffn_dim_multiplier: Number(((0.5 * model.feedForward) / ((8 / 3) * model.hidden)).toPrecision(6)),
      rope_theta: model.rotaryBase ?? 10_000,
      norm_eps: model.normEpsilon ?? usualEpsilon,
    }).map((line) => `    ${line}`),
    "    # Its own default stretches positions eight times, as Llama 3.1 did after pre-training.",
    "    rope_scaling_args=RoPEScalingArgs(scaling_factor=1.0),",
    `    max_seq_len=${ask.sequenceLength},`,
    ")",
  ];
}

function expertFields(experts: ExpertShape): Record<string, number | string | boolean> {
  const { score, normalized, scale, groups } = experts.routing ?? { score: "softmax", normalized: true };
  return {
    num_experts: experts.count,
    num_shared_experts: sharedExperts(experts),
    top_k: experts.active,
    score_func: `"${score}"`,
    route_norm: normalized,
    route_scale: scale ?? 1,
    score_before_experts: false,
    ...(groups ? { num_expert_groups: groups.count, num_limited_groups: groups.active } : {}),
    // What keeps loads alike without a loss; where the model has none, nothing does.
    load_balance_coeff: experts.routerBias ? 0.001 : "None",
  };
}

function deepSeekModule({ model, ask }: LaunchJob): string[] {
  const { latent, experts } = model;
  if (!latent || !experts) return [];
  return [
    "from torchtitan.models.deepseek_v3 import DeepSeekV3ModelArgs, get_train_spec",
    "from torchtitan.models.moe import MoEArgs",
    "from torchtitan.protocols.train_spec import register_train_spec",
    "",
    "PLAN = DeepSeekV3ModelArgs(",
    ...argumentsOf({
      dim: model.hidden,
      inter_dim: experts.denseFeedForward ?? model.feedForward,
      moe_inter_dim: experts.feedForward,
      n_layers: model.layers,
      n_dense_layers: experts.denseLayers ?? 0,
      n_heads: model.heads,
      vocab_size: model.paddedVocabulary,
      q_lora_rank: latent.queryRank,
      kv_lora_rank: latent.keyValueRank,
      qk_nope_head_dim: latent.plainSize,
      qk_rope_head_dim: latent.ropeSize,
      v_head_dim: latent.valueSize,
      rope_theta: model.rotaryBase ?? 10_000,
      norm_eps: model.normEpsilon ?? usualEpsilon,
    }).map((line) => `    ${line}`),
    "    # Positions are stretched beyond original_seq_len: not at all in this run.",
    ...argumentsOf({ max_seq_len: ask.sequenceLength, original_seq_len: ask.sequenceLength }).map(
      (line) => `    ${line}`,
    ),
    "    moe_args=MoEArgs(",
    ...argumentsOf(expertFields(experts)).map((line) => `        ${line}`),
    "    ),",
    ")",
  ];
}

/** A module that adds the model's shape to those the program knows. */
export function modelModule(job: LaunchJob): string {
  const { model } = job;
  const family = isDeepSeek(model) ? "DeepSeek-V3" : "Llama";
  return [
    `"""${model.label.replaceAll(/["\\\n]/g, " ")}: a shape for torchtitan's ${family} class. Imported by experimental.custom_import."""`,
    "import dataclasses",
    "",
    ...(isDeepSeek(model) ? deepSeekModule(job) : llamaModule(job)),
    'register_train_spec("ingot", dataclasses.replace(get_train_spec(), model_args={"plan": PLAN}))',
    "",
  ].join("\n");
}

/** What of the routing is as the tool does it and not as the model says it, and what nobody has measured. */
export function expertNotes({ model: { experts } }: LaunchJob): string[] {
  if (!experts) return [];
  const groups = experts.routing?.groups;
  return [
    experts.routerBias
      ? "the plan reckons with experts that are loaded alike: the router's bias keeps them so (load_balance_coeff)"
      : "the plan reckons with experts that are loaded alike: this model's router has no bias to keep them so, and the tool no loss; load_balance_coeff adds one",
    ...(groups?.bestScores === 1
      ? ["a token's groups are those whose 2 best scores add up to the most; the model's own take the best one"]
      : []),
    "no run of experts by torchtitan was among those measured: the plan's time for it is less sure than for dense models",
  ];
}
