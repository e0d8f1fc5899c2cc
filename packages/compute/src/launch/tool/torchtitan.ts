import { defaultOrder } from "../../plan/gpu/placement.ts";
import type { LaunchJob, WholeLayout } from "../job.ts";
import { commentLines } from "../text/shell.ts";
import { tomlText } from "../text/toml.ts";
import type { Tree } from "../text/yaml.ts";
import { multiTokenNotes, stretchNotes } from "../left-out.ts";
import { atMost, dtypeRule, keepsInputs, sendsParts, unsaidBy, type Rule, recomputesAllLayers } from "../unsaid.ts";
import type { Tool, ToolLaunch } from "./tool.ts";
import { expertNotes, modelModule, modelRules } from "./torchtitan-model.ts";

/** Whether weights' gradients are computed apart from those of activations. */
const splitsBackward = ({ pipelineParallel, schedule }: WholeLayout): boolean =>
  pipelineParallel > 1 && schedule.startsWith("zb");

const sharded = ({ layout }: LaunchJob): boolean => layout.dataParallel * layout.contextParallel > 1;

const rules: readonly Rule[] = [
  ...modelRules,
  dtypeRule(["fp32", "bf16", "fp8"], "it trains in fp32, bf16 or fp8"),
  {
    dimension: "zeroStage",
    value: ({ layout }) => layout.zeroStage,
    breaks: (job) => sharded(job) && job.layout.zeroStage === 1,
    rule: "FSDP shards gradients too (2) or weights as well (3)",
  },
  {
    dimension: "zeroStage",
    value: ({ layout }) => layout.zeroStage,
    breaks: (job) =>
      sharded(job) && job.layout.zeroStage === 0 && job.layout.dataParallel !== job.plan.hardware.devices,
    rule: "replicas without sharding go with no other dimension",
  },
  {
    dimension: "sequenceParallel",
    value: ({ layout }) => layout.sequenceParallel,
    breaks: ({ layout }) => layout.tensorParallel > 1 && !layout.sequenceParallel,
    rule: "tensor parallelism always cuts the sequence between products",
  },
  {
    dimension: "sequenceLength",
    value: ({ ask }) => ask.sequenceLength,
    breaks: ({ ask, layout }) =>
      ask.sequenceLength % (layout.tensorParallel * (layout.contextParallel > 1 ? 2 * layout.contextParallel : 1)) !==
      0,
    rule: "a sequence divides by the tensor degree and twice the context degree",
  },
  {
    dimension: "virtualPipeline",
    value: ({ layout }) => layout.virtualPipeline,
    breaks: ({ layout }) => layout.schedule === "interleaved" && layout.microbatches % layout.pipelineParallel !== 0,
    rule: "its interleaved schedule takes as many micro batches as stages or a multiple",
  },
  {
    dimension: "schedule",
    value: ({ layout }) => layout.schedule,
    breaks: ({ layout }) => layout.pipelineParallel > 1 && layout.schedule === "zb-h1",
    rule: "its zero-bubble schedules need two chunks a stage",
  },
  {
    dimension: "recompute",
    value: ({ layout }) => layout.recompute,
    breaks: ({ layout }) => splitsBackward(layout) && layout.recompute === "selective",
    rule: "a backward pass in two parts goes with whole layers recomputed or none",
  },
  recomputesAllLayers,
  atMost("offloadedLayers", 0, "activations stay on the GPU"),
  atMost("offloadedOptimizer", 0, "the host takes weights, gradients and optimizer together or nothing"),
  {
    dimension: "order",
    value: ({ layout }) => layout.order,
    breaks: ({ layout }) => layout.order !== defaultOrder,
    rule: "ranks are placed tensor, context, data, pipeline, innermost first",
  },
  keepsInputs,
  sendsParts,
];

const schedules = { "1f1b": "1F1B", interleaved: "Interleaved1F1B", "zb-h1": "", "zb-v": "ZBVZeroBubble" } as const;

/** Every chunk by the names of its modules, where chunks are not alike. */
function chunkNames({ chunks }: WholeLayout): string[][] {
  let next = 0;
  return chunks.map((size, at) => [
    ...(at === 0 ? ["tok_embeddings"] : []),
    ...Array.from({ length: size }, () => `layers.${next++}`),
    ...(at === chunks.length - 1 ? ["norm", "output"] : []),
  ]);
}

function pipelineSection(layout: WholeLayout): Record<string, Tree> {
  const { pipelineParallel: p, chunks, microbatchSize, schedule } = layout;
  if (p === 1) return { pipeline_parallel_degree: 1 };
  const split: Record<string, Tree> =
    new Set(chunks).size > 1
      ? { module_fqns_per_model_part: chunkNames(layout) }
      : { pipeline_parallel_layers_per_stage: chunks[0] ?? 1 };
  return {
    pipeline_parallel_degree: p,
    pipeline_parallel_schedule: schedules[schedule],
    pipeline_parallel_microbatch_size: microbatchSize,
    pipeline_parallel_first_stage_less_layers: 0,
    pipeline_parallel_last_stage_less_layers: 0,
    ...split,
  };
}

function parallelism({ layout }: LaunchJob): Record<string, Tree> {
  const shards = layout.zeroStage === 0 ? 1 : Math.max(1, layout.shardRanks / layout.contextParallel);
  return {
    data_parallel_replicate_degree: layout.dataParallel / shards,
    data_parallel_shard_degree: shards,
    fsdp_reshard_after_forward: layout.zeroStage === 3 ? "always" : "never",
    tensor_parallel_degree: layout.tensorParallel,
    context_parallel_degree: layout.contextParallel,
    ...(layout.contextParallel > 1
      ? { context_parallel_rotate_method: layout.contextExchange === "ring" ? "alltoall" : "allgather" }
      : {}),
    ...(layout.expertParallel > 1
      ? {
          expert_parallel_degree: layout.expertParallel,
          expert_tensor_parallel_degree: layout.expertTensorParallel,
        }
      : {}),
    ...pipelineSection(layout),
  };
}

/** The job as its configuration; `training.local_batch_size` is what a pipeline cuts into micro batches. */
function torchtitanConfig(job: LaunchJob): Record<string, Tree> {
  const { layout, ask, recipe, plan } = job;
  const { microbatchSize, microbatches, pipelineParallel } = layout;
  const [beta1, beta2] = recipe.betas.value;
  const fp8 = ask.dtype === "fp8";
  return {
    job: { dump_folder: "./outputs", description: job.name },
    model: {
      name: "ingot",
      flavor: "plan",
      ...(fp8 ? { converters: ["quantize.linear.float8"] } : {}),
    },
    experimental: { custom_import: "ingot_model" },
    optimizer: {
      name: "AdamW",
      lr: recipe.peakLearningRate.value,
      beta1,
      beta2,
      weight_decay: recipe.weightDecay.value,
    },
    lr_scheduler: {
      warmup_steps: job.warmupSteps,
      decay_type: recipe.schedule.value === "linear to a tenth" ? "linear" : "cosine",
      min_lr_factor: recipe.schedule.value === "cosine to zero" ? 0 : 0.1,
    },
    training: {
      dataset: "c4",
      local_batch_size: pipelineParallel > 1 ? microbatchSize * microbatches : microbatchSize,
      global_batch_size: ask.globalBatchSize,
      seq_len: ask.sequenceLength,
      max_norm: recipe.gradientClip.value,
      steps: plan.totalSteps,
      mixed_precision_param: ask.dtype === "fp32" ? "float32" : "bfloat16",
    },
    parallelism: parallelism(job),
    activation_checkpoint: { mode: layout.recompute, selective_ac_option: "op" },
    // Compiled layers cannot run their backward pass in two parts (pytorch/pytorch issue 161904).
    compile: { enable: !splitsBackward(layout) },
    checkpoint: {
      enable: true,
      folder: "checkpoint",
      interval: plan.checkpoint.everySteps,
      keep_latest_k: job.keptCheckpoints,
      last_save_model_only: false,
    },
    metrics: { log_freq: 10 },
    ...(fp8 ? { quantize: { linear: { float8: { recipe_name: "rowwise", filter_fqns: ["output"] } } } } : {}),
  };
}

function tell(job: LaunchJob): ToolLaunch {
  const head = commentLines([...job.summary, "torchtitan 0.2.2 (PyPI)"]);
  const notes = [
    "put the tokenizer's files (tokenizer.json, tokenizer_config.json) in ./tokenizer, or say by TOKENIZER in which folder they lie",
    'training.dataset is "c4", streamed; name your own dataset there',
    ...(job.layout.recompute === "selective"
      ? ["selective recompute keeps every second product and attention; the plan reckons with attention alone"]
      : []),
    ...(splitsBackward(job.layout)
      ? ["a zero-bubble schedule goes without torch.compile; the plan reckons with compiled layers, which are faster"]
      : []),
    `the ${job.keptCheckpoints} newest checkpoints stay; checkpoint.keep_latest_k says how many`,
    ...expertNotes(job),
    ...stretchNotes(job),
    ...multiTokenNotes(job, "torchtitan has no such layer"),
  ];
  return {
    files: [
      { path: "train.toml", content: `${head.join("\n")}\n\n${tomlText(torchtitanConfig(job))}` },
      { path: "ingot_model.py", content: modelModule(job) },
    ],
    environment: { PYTORCH_ALLOC_CONF: "expandable_segments:True" },
    before: ['export PYTHONPATH="$HERE${PYTHONPATH:+:$PYTHONPATH}"', 'cd "$HERE"'],
    command:
      '-m torchtitan.train --job.config_file "$HERE/train.toml" --checkpoint.folder "$CHECKPOINTS" --model.hf_assets_path "${TOKENIZER:-$HERE/tokenizer}"',
    notes,
  };
}

/** torchtitan, the last release whose runs are configured by a TOML file. **Source** torchtitan/config/job_config.py. */
export const torchtitan: Tool = {
  id: "torchtitan",
  label: "torchtitan",
  version: "0.2.2",
  source: "https://pypi.org/project/torchtitan/0.2.2",
  image: "nvcr.io/nvidia/pytorch:25.09-py3",
  // torchao is what fp8 is computed by.
  inputs: ["TOKENIZER"],
  install: ["pip install torchtitan==0.2.2 torchao"],
  unsaid: unsaidBy(rules),
  tell,
};
