import type { LaunchJob } from "../job.ts";
import { commentLines, shellWord } from "../text/shell.ts";
import type { Tree } from "../text/yaml.ts";
import {
  atMost,
  dataRanksAlone,
  dtypeRule,
  modelRule,
  stretchRule,
  unsaidBy,
  type Rule,
  recomputesWholeLayers,
  recomputesAllLayers,
} from "../unsaid.ts";
import { stretchNotes } from "../left-out.ts";
import { huggingFaceConfig } from "./hugging-face.ts";
import type { Tool, ToolLaunch } from "./tool.ts";

const rules: readonly Rule[] = [
  modelRule(
    "architecture",
    ({ model }) => huggingFaceConfig(model) === undefined,
    "the shape is that of a Llama, GPT-2, OPT, GPT-J, GPT-NeoX or BLOOM of Transformers",
  ),
  stretchRule,
  dtypeRule(["fp32", "bf16", "fp16"], "it trains in fp32, bf16 or fp16"),
  ...dataRanksAlone("this export trains by ZeRO alone"),
  {
    dimension: "shardRanks",
    value: ({ layout }) => layout.shardRanks,
    breaks: ({ layout }) => layout.zeroStage === 3 && layout.shardRanks < layout.dataParallel,
    rule: "stage 3 shards over all ranks",
  },
  recomputesWholeLayers,
  recomputesAllLayers,
  atMost("offloadedLayers", 0, "activations stay on the GPU"),
  {
    dimension: "offloadedOptimizer",
    value: ({ layout }) => layout.offloadedOptimizer,
    breaks: ({ layout }) =>
      layout.offloadedOptimizer > 0 &&
      (layout.zeroStage === 0 || (layout.offloadedOptimizer < 1 && layout.zeroStage < 3)),
    rule: "the host takes all of a sharded optimizer, or under stage 3 a share of it",
  },
];

function zeroSection({ layout }: LaunchJob): Record<string, Tree> {
  const { zeroStage, offloadedOptimizer: share } = layout;
  return {
    stage: zeroStage,
    overlap_comm: layout.overlapGradients,
    contiguous_gradients: true,
    ...(share > 0
      ? { offload_optimizer: { device: "cpu", pin_memory: true, ...(share < 1 ? { ratio: share } : {}) } }
      : {}),
    ...(zeroStage === 3 ? { stage3_gather_16bit_weights_on_model_save: true } : {}),
  };
}

/** The job as DeepSpeed's configuration. **Source** deepspeed/runtime/config.py and zero/config.py of 0.19.5. */
function deepSpeedConfig(job: LaunchJob): Record<string, Tree> {
  const { layout, ask, recipe } = job;
  return {
    train_batch_size: ask.globalBatchSize,
    train_micro_batch_size_per_gpu: layout.microbatchSize,
    gradient_accumulation_steps: layout.microbatches,
    gradient_clipping: recipe.gradientClip.value,
    ...(ask.dtype === "bf16" ? { bf16: { enabled: true } } : {}),
    ...(ask.dtype === "fp16" ? { fp16: { enabled: true, initial_scale_power: 16 } } : {}),
    zero_optimization: zeroSection(job),
    steps_per_print: 10,
    wall_clock_breakdown: false,
  };
}

/** Arguments of the training example of Transformers; what is in both places must be the same in both. */
function trainerArguments(job: LaunchJob): (readonly [string, ...string[]])[] {
  const { layout, ask, recipe, plan, warmupSteps } = job;
  const [beta1, beta2] = recipe.betas.value;
  const schedule = recipe.schedule.value;
  const rate: (readonly [string, ...string[]])[] =
    schedule === "cosine to a tenth"
      ? [
          ["--lr_scheduler_type", "cosine_with_min_lr"],
          ["--lr_scheduler_kwargs", '{"min_lr_rate": 0.1}'],
        ]
      : [["--lr_scheduler_type", schedule === "cosine to zero" ? "cosine" : "linear"]];
  return [
    ["--do_train"],
    ["--block_size", String(ask.sequenceLength)],
    ["--max_steps", String(plan.totalSteps)],
    ["--per_device_train_batch_size", String(layout.microbatchSize)],
    ["--gradient_accumulation_steps", String(layout.microbatches)],
    ["--learning_rate", String(recipe.peakLearningRate.value)],
    ...rate,
    ["--warmup_steps", String(warmupSteps)],
    ["--weight_decay", String(recipe.weightDecay.value)],
    ["--adam_beta1", String(beta1)],
    ["--adam_beta2", String(beta2)],
    ["--max_grad_norm", String(recipe.gradientClip.value)],
    ...(ask.dtype === "fp32" ? [] : ([[`--${ask.dtype}`]] as const)),
    ...(layout.recompute === "full" ? ([["--gradient_checkpointing"]] as const) : []),
    ["--save_steps", String(plan.checkpoint.everySteps)],
    ["--save_total_limit", String(job.keptCheckpoints)],
    ["--logging_steps", "10"],
  ];
}

function tell(job: LaunchJob): ToolLaunch {
  const json = (tree: Tree) => `${JSON.stringify(tree, null, 2)}\n`;
  return {
    files: [
      { path: "ds_config.json", content: json(deepSpeedConfig(job)) },
      { path: "model/config.json", content: json(huggingFaceConfig(job.model) ?? {}) },
    ],
    environment: { PYTORCH_ALLOC_CONF: "expandable_segments:True" },
    before: [
      ...commentLines([
        "TRAIN_FILE: text or JSON lines; TOKENIZER: a Hugging Face tokenizer with the model's vocabulary.",
      ]),
      "TRAINING=(",
      ...trainerArguments(job).map((words) => `  ${words.map(shellWord).join(" ")}`),
      ")",
      'DATA=(--train_file "${TRAIN_FILE:?name a text or JSONL file}" --tokenizer_name "${TOKENIZER:?name a tokenizer}")',
      'cd "$HERE"',
    ],
    command:
      'run_clm.py --deepspeed ds_config.json --config_name model --output_dir "$CHECKPOINTS" "${TRAINING[@]}" "${DATA[@]}"',
    notes: [
      "set TRAIN_FILE and TOKENIZER before you start it",
      `the ${job.keptCheckpoints} newest checkpoints stay; --save_total_limit says how many`,
      ...(job.recipe.schedule.value === "linear to a tenth"
        ? ["the learning rate falls to zero: its linear schedule knows no floor at a tenth"]
        : []),
      ...stretchNotes(job),
    ],
  };
}

const example =
  "https://raw.githubusercontent.com/huggingface/transformers/v4.57.1/examples/pytorch/language-modeling/run_clm.py";

/** DeepSpeed under the language-modeling example of Transformers. */
export const deepSpeed: Tool = {
  id: "deepspeed",
  label: "DeepSpeed",
  version: "0.19.5",
  source: "https://pypi.org/project/deepspeed/0.19.5 with Transformers 4.57.1",
  image: "nvcr.io/nvidia/pytorch:25.09-py3",
  inputs: ["TRAIN_FILE", "TOKENIZER"],
  install: [
    "pip install deepspeed==0.19.5 transformers==4.57.1 accelerate datasets evaluate",
    `curl -fsSL -o run_clm.py ${example}`,
  ],
  unsaid: unsaidBy(rules),
  tell,
};
