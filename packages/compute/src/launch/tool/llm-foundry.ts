import type { LaunchJob } from "../job.ts";
import { commentLines } from "../text/shell.ts";
import { yamlText, type Tree } from "../text/yaml.ts";
import {
  activationRule,
  atMost,
  dataRanksAlone,
  dtypeRule,
  modelRule,
  particularRule,
  stretchRule,
  unsaidBy,
  type Rule,
  recomputesWholeLayers,
  recomputesAllLayers,
} from "../unsaid.ts";
import { stretchNotes } from "../left-out.ts";
import type { Tool, ToolLaunch } from "./tool.ts";

/** MPT's own norms, where it has no biases. */
const withoutOffsets = "layer norms without offsets";

const rules: readonly Rule[] = [
  modelRule("experts", ({ model }) => model.experts !== undefined, "this export writes dense MPT models"),
  modelRule("latent attention", ({ model }) => model.latent !== undefined, "MPT's attention has whole keys and values"),
  modelRule("encoder", ({ model }) => model.encoder !== undefined, "MPT is a decoder"),
  modelRule("positions", ({ model }) => model.positions === "relative", "positions are learned, rotary, ALiBi or none"),
  modelRule(
    "biases",
    ({ model }) => model.biases !== "all" && model.biases !== "none",
    "biases are on all products or on none",
  ),
  modelRule(
    "norms",
    ({ model }) => model.norm === "unscaled" || (model.normsPerLayer ?? 2) !== 2,
    "a layer has two norms, scaled",
  ),
  modelRule(
    "layer",
    ({ model }) =>
      model.parallelBlocks ||
      model.embeddingNorm === true ||
      model.queryKeyNorm !== undefined ||
      model.attentionSinks === true ||
      model.window !== undefined,
    "a layer is attention, then feed-forward, over the whole sequence",
  ),
  modelRule("rotary share", ({ model }) => model.rotaryShare !== undefined, "rotary positions turn all of a head"),
  activationRule(() => false, "blocks are SwiGLU or GELU"),
  stretchRule,
  particularRule([withoutOffsets]),
  dtypeRule(["fp32", "bf16", "fp16"], "this export trains in fp32, bf16 or fp16"),
  ...dataRanksAlone("it shards weights over data ranks and cuts nothing else"),
  {
    dimension: "zeroStage",
    value: ({ layout }) => layout.zeroStage,
    breaks: ({ layout }) => layout.dataParallel > 1 && layout.zeroStage === 1,
    rule: "FSDP shards nothing (0), gradients too (2) or weights as well (3)",
  },
  recomputesWholeLayers,
  recomputesAllLayers,
  atMost("offloadedLayers", 0, "activations of all layers go to the host or none"),
  atMost("offloadedOptimizer", 0, "the optimizer stays on the GPU"),
];

function modelSection({ model, ask }: LaunchJob): Record<string, Tree> {
  const { positions } = model;
  return {
    name: "mpt_causal_lm",
    init_device: "meta",
    d_model: model.hidden,
    n_heads: model.heads,
    n_layers: model.layers,
    ...(model.headSize * model.heads === model.hidden ? {} : { head_dim: model.headSize }),
    max_seq_len: ask.sequenceLength,
    vocab_size: model.paddedVocabulary,
    tie_word_embeddings: model.tiedEmbeddings,
    no_bias: model.biases === "none",
    norm_type:
      model.norm === "rms" && !model.particulars?.includes(withoutOffsets)
        ? "low_precision_rmsnorm"
        : "low_precision_layernorm",
    ...(model.normEpsilon === undefined ? {} : { norm_eps: model.normEpsilon }),
    learned_pos_emb: positions === "learned",
    expansion_ratio: model.feedForward / model.hidden,
    attn_config: {
      attn_impl: "flash",
      ...(model.keyValueHeads < model.heads
        ? { attn_type: "grouped_query_attention", kv_n_heads: model.keyValueHeads }
        : { attn_type: "multihead_attention" }),
      alibi: positions === "alibi",
      rope: positions === "rotary",
      ...(model.rotaryBase === undefined ? {} : { rope_theta: model.rotaryBase }),
      ...(positions === "none" ? { nope: true } : {}),
    },
    ffn_config: {
      ffn_type: model.gatedFeedForward ? "mptglu" : "mptmlp",
      ffn_hidden_size: model.feedForward,
      ...(model.gatedFeedForward ? { ffn_act_fn: { name: "silu" } } : {}),
    },
  };
}

function fsdpSection({ layout }: LaunchJob): Record<string, Tree> {
  const { dataParallel, shardRanks, zeroStage } = layout;
  const strategies = { 0: "NO_SHARD", 1: "NO_SHARD", 2: "SHARD_GRAD_OP", 3: "FULL_SHARD" } as const;
  const replicas = zeroStage === 3 ? dataParallel / shardRanks : 1;
  return {
    sharding_strategy: replicas > 1 ? "HYBRID_SHARD" : strategies[zeroStage],
    ...(replicas > 1 ? { data_parallel_shard_degree: shardRanks, data_parallel_replicate_degree: replicas } : {}),
    mixed_precision: "PURE",
    activation_checkpointing: layout.recompute === "full",
    activation_checkpointing_reentrant: false,
    activation_cpu_offload: false,
    limit_all_gathers: true,
  };
}

/** The job as the configuration of a training run. **Source** llmfoundry/utils/config_utils.py of 0.22.0. */
function llmFoundryConfig(job: LaunchJob): Record<string, Tree> {
  const { ask, layout, recipe, plan } = job;
  const [beta1, beta2] = recipe.betas.value;
  const linear = recipe.schedule.value === "linear to a tenth";
  const precisions: Partial<Record<typeof ask.dtype, string>> = { fp16: "amp_fp16", bf16: "amp_bf16" };
  return {
    run_name: job.name,
    max_seq_len: ask.sequenceLength,
    seed: 17,
    model: modelSection(job),
    tokenizer: { name: "${oc.env:TOKENIZER}", kwargs: { model_max_length: ask.sequenceLength } },
    train_loader: {
      name: "text",
      dataset: {
        local: "${oc.env:DATA_LOCAL}",
        remote: "${oc.env:DATA_REMOTE,null}",
        split: "train",
        shuffle: true,
        max_seq_len: ask.sequenceLength,
        shuffle_seed: 17,
      },
      drop_last: true,
      num_workers: 8,
    },
    optimizer: {
      name: "decoupled_adamw",
      lr: recipe.peakLearningRate.value,
      betas: [beta1, beta2],
      eps: 1e-8,
      // Decoupled from the rate, unlike the published decay.
      weight_decay: Number((recipe.weightDecay.value * recipe.peakLearningRate.value).toPrecision(6)),
    },
    scheduler: {
      name: linear ? "linear_decay_with_warmup" : "cosine_with_warmup",
      t_warmup: `${job.warmupSteps}ba`,
      alpha_f: recipe.schedule.value === "cosine to zero" ? 0 : 0.1,
    },
    algorithms: { gradient_clipping: { clipping_type: "norm", clipping_threshold: recipe.gradientClip.value } },
    max_duration: `${plan.totalSteps}ba`,
    eval_interval: 0,
    global_train_batch_size: ask.globalBatchSize,
    device_eval_batch_size: layout.microbatchSize,
    device_train_microbatch_size: layout.microbatchSize,
    precision: precisions[ask.dtype] ?? "fp32",
    fsdp_config: fsdpSection(job),
    callbacks: { speed_monitor: { window_size: 10 }, lr_monitor: {}, memory_monitor: {} },
    save_interval: `${plan.checkpoint.everySteps}ba`,
    save_num_checkpoints_to_keep: job.keptCheckpoints,
    save_folder: "${oc.env:CHECKPOINTS}",
    autoresume: true,
  };
}

const starter = [
  '"""Starts LLM Foundry from one process of torchrun."""',
  "import sys",
  "",
  "from llmfoundry.command_utils import train_from_yaml",
  "",
  "train_from_yaml(sys.argv[1])",
  "",
].join("\n");

function tell(job: LaunchJob): ToolLaunch {
  const head = commentLines([...job.summary, "LLM Foundry 0.22.0 (PyPI)"]);
  return {
    files: [
      { path: "train.yaml", content: `${head.join("\n")}\n${yamlText(llmFoundryConfig(job))}` },
      { path: "start.py", content: starter },
    ],
    environment: {},
    before: [
      ...commentLines([
        "DATA_LOCAL: a folder of MDS shards (or where DATA_REMOTE is kept); TOKENIZER: a Hugging Face tokenizer.",
      ]),
      'export NODE_RANK CHECKPOINTS DATA_LOCAL="${DATA_LOCAL:?name a folder}" TOKENIZER="${TOKENIZER:?name a tokenizer}"',
      'cd "$HERE"',
    ],
    command: "start.py train.yaml",
    notes: [
      "set DATA_LOCAL (MDS shards) and TOKENIZER before you start it",
      `the ${job.keptCheckpoints} newest checkpoints stay; save_num_checkpoints_to_keep says how many`,
      "weight decay is multiplied by the learning rate: decoupled_adamw does not do that itself",
      ...stretchNotes(job),
    ],
  };
}

/** LLM Foundry, whose models are MPT's. */
export const llmFoundry: Tool = {
  id: "llm-foundry",
  label: "LLM Foundry",
  version: "0.22.0",
  source: "https://pypi.org/project/llm-foundry/0.22.0",
  image: "mosaicml/llm-foundry:2.7.0_cu128-latest",
  inputs: ["DATA_LOCAL", "TOKENIZER"],
  install: ["pip install 'llm-foundry[gpu]==0.22.0'"],
  unsaid: unsaidBy(rules),
  tell,
};
