import { roundOf } from "../../plan/gpu/pipeline.ts";
import { modulesOf } from "../../plan/gpu/recompute-modules.ts";
import { defaultOrder, stagesInside } from "../../plan/gpu/placement.ts";
import type { LaunchJob, WholeLayout } from "../job.ts";
import { commentLines, shellWord } from "../text/shell.ts";
import { multiTokenNotes, stretchNotes } from "../left-out.ts";
import {
  activationRule,
  keepsInputs,
  modelRule,
  particularRule,
  sendsParts,
  stretchRule,
  unsaidBy,
  type Rule,
} from "../unsaid.ts";
import { expertNotes, expertRules } from "./megatron-experts.ts";
import { modelArguments, type Argument } from "./megatron-model.ts";
import type { Tool, ToolLaunch } from "./tool.ts";

const biasesApart = ({ biases }: LaunchJob["model"]): boolean =>
  biases === "feed-forward-and-output" ||
  (typeof biases === "object" &&
    !(biases.queryKeyValue && !biases.attentionOutput && !biases.feedForward && !biases.logits));

const rules: readonly Rule[] = [
  modelRule(
    "parallel blocks",
    ({ model }) => model.parallelBlocks,
    "attention and feed-forward follow each other in its layers",
  ),
  modelRule(
    "positions",
    ({ model }) => model.positions === "alibi" || model.positions === "relative",
    "positions of pretrain_gpt.py are learned, rotary or none",
  ),
  modelRule("encoder", ({ model }) => model.encoder !== undefined, "pretrain_gpt.py trains decoders"),
  modelRule("embedding norm", ({ model }) => model.embeddingNorm === true, "it has no norm behind the embedding"),
  modelRule(
    "norms",
    ({ model }) => model.norm === "unscaled" || model.normsPerLayer === 4,
    "a layer has two norms, scaled",
  ),
  modelRule(
    "biases",
    ({ model }) => biasesApart(model),
    "biases are on all products, on none, or on query, key and value",
  ),
  modelRule(
    "norm over all heads",
    ({ model }) => model.queryKeyNorm === "width",
    "queries and keys are normed by head",
  ),
  modelRule(
    "window",
    ({ model }) => model.window !== undefined && model.window.layers !== model.layers,
    "this export writes one window for all layers, or none",
  ),
  modelRule(
    "attention sinks",
    ({ model }) => model.attentionSinks === true,
    "this export writes a softmax without sinks",
  ),
  activationRule(
    ({ activation, gatedFeedForward }) => activation === "squared-relu" && !gatedFeedForward,
    "blocks are SwiGLU, GELU or squared ReLU",
  ),
  stretchRule,
  particularRule(),
  ...expertRules,
  {
    dimension: "contextParallel",
    value: ({ layout }) => layout.contextParallel,
    breaks: ({ layout, model }) => layout.contextParallel > 1 && model.window !== undefined,
    rule: "ranks that share a sequence attend to all of it: a window goes with context 1",
  },
  {
    dimension: "schedule",
    value: ({ layout }) => layout.schedule,
    breaks: ({ layout }) => layout.pipelineParallel > 1 && layout.schedule.startsWith("zb"),
    rule: "its schedules are 1F1B and interleaved 1F1B",
  },
  {
    dimension: "virtualPipeline",
    value: ({ layout }) => layout.virtualPipeline,
    breaks: ({ layout }) => layout.virtualPipeline > 1 && layout.microbatches < layout.pipelineParallel,
    rule: "interleaving needs no fewer micro batches than stages",
  },
  {
    dimension: "recomputeLayers",
    value: ({ layout }) => layout.recomputeLayers ?? "all",
    breaks: ({ layout }) =>
      layout.recompute === "full" &&
      layout.recomputeLayers !== undefined &&
      layout.recomputeLayers % layout.virtualPipeline !== 0,
    rule: "under interleaving every chunk of a stage recomputes as many layers",
  },
  {
    dimension: "overlapExperts",
    value: ({ layout }) => layout.overlapExperts,
    breaks: ({ layout }) =>
      layout.overlapExperts &&
      (layout.recompute === "full" ||
        layout.zeroStage >= 2 ||
        (layout.pipelineParallel > 1 && layout.virtualPipeline === 1)),
    rule: "expert exchange hides only in interleaved stages or without a pipeline, with ZeRO 1 at most and no full recompute",
  },
  {
    dimension: "offloadedLayers",
    value: ({ layout }) => layout.offloadedLayers,
    breaks: ({ layout }) => layout.offloadedLayers > 0 && (layout.pipelineParallel > 1 || layout.recompute !== "none"),
    rule: "activations go to the host only without a pipeline and without recompute",
  },
  {
    dimension: "offloadedOptimizer",
    value: ({ layout }) => layout.offloadedOptimizer,
    breaks: ({ layout }) => layout.offloadedOptimizer > 0 && layout.zeroStage !== 1,
    rule: "the optimizer goes to the host only under its distributed optimizer (ZeRO 1)",
  },
  {
    dimension: "order",
    value: ({ layout }) => layout.order,
    breaks: ({ layout }) => layout.order !== defaultOrder && layout.order !== stagesInside,
    rule: "ranks are placed tensor, context, expert, data, pipeline, or with pipeline before data",
  },
  keepsInputs,
  sendsParts,
];

/** Chunks of unlike size, as a string of its own: E embedding, t a layer, L the loss. */
function pipelineArguments({ pipelineParallel: p, virtualPipeline: v, microbatches, chunks }: WholeLayout): Argument[] {
  if (p === 1) return [];
  const round = roundOf(p, microbatches);
  const sizes: Argument[] = [
    ["--pipeline-model-parallel-size", p],
    ...(v > 1 && round !== p ? ([["--microbatch-group-size-per-virtual-pipeline-stage", round]] as const) : []),
  ];
  if (new Set(chunks).size > 1) {
    const told = chunks.map(
      (size, at) => `${at === 0 ? "E" : ""}${size > 0 ? `t*${size}` : ""}${at === p * v - 1 ? "L" : ""}`,
    );
    return [...sizes, ["--pipeline-model-parallel-layout", told.join("|")]];
  }
  return v > 1 ? [...sizes, ["--num-virtual-stages-per-pipeline-rank", v]] : sizes;
}

/** Checkpoints are written behind training, as plans count on: by a process of their own, in the one format that can. */
const savedBehind: readonly Argument[] = [
  ["--ckpt-format", "torch_dist"],
  ["--async-save"],
  ["--use-persistent-ckpt-worker"],
];

function shardingArguments({
  zeroStage,
  shardRanks,
  dataParallel,
  contextParallel,
  ...layout
}: WholeLayout): Argument[] {
  const overlap: Argument[] = layout.overlapGradients
    ? [
        ["--overlap-grad-reduce"],
        ...(layout.overlapParameters && zeroStage > 0 ? ([["--overlap-param-gather"]] as const) : []),
      ]
    : [];
  if (zeroStage === 0) return [...overlap, ...savedBehind];
  const groups = (dataParallel * contextParallel) / shardRanks;
  const instances: Argument[] = groups > 1 ? [["--num-distributed-optimizer-instances", groups]] : [];
  if (zeroStage === 1) return [["--use-distributed-optimizer"], ...overlap, ...savedBehind];
  return [
    ["--use-megatron-fsdp"],
    ["--use-distributed-optimizer"],
    ["--data-parallel-sharding-strategy", zeroStage === 2 ? "optim_grads" : "optim_grads_params"],
    ...instances,
    ...overlap,
    ["--ckpt-format", "fsdp_dtensor"],
  ];
}

/** What of a layer selective recompute does again; the attention, which is fused, where there is nothing else. */
const modulesAgain = (model: LaunchJob["model"]): readonly string[] => {
  const modules = modulesOf(model);
  return modules.length > 0 ? modules : ["core_attn"];
};

function memoryArguments({ layout: whole, model }: LaunchJob): Argument[] {
  const { recompute, recomputeLayers, virtualPipeline, ...layout } = whole;
  const kept: Record<WholeLayout["recompute"], Argument[]> = {
    none: [],
    selective: [
      ["--recompute-granularity", "selective"],
      ["--recompute-modules", ...modulesAgain(model)],
    ],
    full: [
      ["--recompute-granularity", "full"],
      ["--recompute-method", recomputeLayers === undefined ? "uniform" : "block"],
      // Under interleaving it counts the layers of one chunk.
      ["--recompute-num-layers", recomputeLayers === undefined ? 1 : recomputeLayers / virtualPipeline],
    ],
  };
  const host: Argument[] =
    layout.offloadedOptimizer > 0
      ? [
          ["--optimizer-cpu-offload"],
          ["--optimizer-offload-fraction", layout.offloadedOptimizer],
          ["--use-precision-aware-optimizer"],
        ]
      : [];
  const layers: Argument[] =
    layout.offloadedLayers > 0 ? [["--cpu-offloading-num-layers", layout.offloadedLayers]] : [];
  return [...kept[recompute], ...host, ...layers];
}

/** The layout as Megatron-LM's arguments. */
function layoutArguments(job: LaunchJob): Argument[] {
  const { layout, model, ask } = job;
  const context: Argument[] =
    layout.contextParallel > 1
      ? [
          ["--context-parallel-size", layout.contextParallel],
          ["--cp-comm-type", layout.contextExchange === "ring" ? "p2p" : "all_gather"],
        ]
      : [];
  const expert: Argument[] = model.experts
    ? [
        ["--expert-model-parallel-size", layout.expertParallel],
        ["--expert-tensor-parallel-size", layout.expertTensorParallel],
        ...(layout.overlapExperts
          ? ([["--overlap-moe-expert-parallel-comm"], ["--delay-wgrad-compute"]] as const)
          : []),
      ]
    : [];
  return [
    ["--tensor-model-parallel-size", layout.tensorParallel],
    ...(layout.sequenceParallel && layout.tensorParallel > 1 ? ([["--sequence-parallel"]] as const) : []),
    ...pipelineArguments(layout),
    ...context,
    ...expert,
    ...(layout.order === defaultOrder ? [] : ([["--use-tp-pp-dp-mapping"]] as const)),
    ["--micro-batch-size", layout.microbatchSize],
    ["--global-batch-size", ask.globalBatchSize],
    ...shardingArguments(layout),
    ...memoryArguments(job),
  ];
}

const formats: Readonly<Record<LaunchJob["ask"]["dtype"], Argument[]>> = {
  fp32: [],
  tf32: [],
  bf16: [["--bf16"]],
  fp16: [["--fp16"]],
  fp8: [["--bf16"], ["--fp8-format", "hybrid"], ["--fp8-recipe", "tensorwise"]],
  fp4: [["--bf16"], ["--fp4-format", "e2m1"], ["--fp4-recipe", "nvfp4"]],
};

/** Steps between the checkpoints that stay, a multiple of those between saves. */
function retainInterval({ plan, keptCheckpoints }: LaunchJob): number {
  const { everySteps } = plan.checkpoint;
  return everySteps * Math.max(1, Math.ceil(plan.totalSteps / everySteps / keptCheckpoints));
}

function trainingArguments(job: LaunchJob): Argument[] {
  const { recipe, plan, warmupSteps } = job;
  const rate = recipe.peakLearningRate.value;
  const [first, second] = recipe.betas.value;
  const schedule = recipe.schedule.value;
  return [
    ["--train-iters", plan.totalSteps],
    ["--lr", rate],
    ["--min-lr", schedule === "cosine to zero" ? 0 : Number((rate / 10).toPrecision(6))],
    ["--lr-decay-style", schedule === "linear to a tenth" ? "linear" : "cosine"],
    ["--lr-decay-iters", plan.totalSteps],
    ["--lr-warmup-iters", warmupSteps],
    ["--weight-decay", recipe.weightDecay.value],
    ["--adam-beta1", first],
    ["--adam-beta2", second],
    ["--clip-grad", recipe.gradientClip.value],
    ["--attention-dropout", 0],
    ["--hidden-dropout", 0],
    ["--save-interval", plan.checkpoint.everySteps],
    ["--save-retain-interval", retainInterval(job)],
    ["--log-interval", 10],
    ["--log-throughput"],
    ["--eval-iters", 0],
  ];
}

const line = ([option, ...values]: Argument): string =>
  `  ${[option, ...values.map((value) => shellWord(String(value)))].join(" ")}`;

const group = (name: string, options: readonly Argument[]): string[] => [`${name}=(`, ...options.map(line), ")"];

const dataLines = (vocabulary: number): string[] => [
  ...commentLines([
    "DATA_PATH: what tools/preprocess_data.py wrote (the prefix without .bin and .idx); TOKENIZER: a Hugging Face",
    "tokenizer. Without DATA_PATH it trains on tokens made up on the fly: enough to measure speed and memory.",
  ]),
  'if [ -n "${DATA_PATH:-}" ]; then',
  "  DATA=(",
  '    --data-path "$DATA_PATH" --split 100,0,0',
  '    --tokenizer-type HuggingFaceTokenizer --tokenizer-model "${TOKENIZER:?name a Hugging Face tokenizer}"',
  "  )",
  "else",
  `  DATA=(--mock-data --tokenizer-type NullTokenizer --vocab-size ${vocabulary - 1})`,
  "fi",
];

/**
 * CUDA_DEVICE_MAX_CONNECTIONS=1 keeps exchange behind matrix work in tensor parallelism; its FSDP refuses it, and
 * expert exchange behind another micro batch needs queues of its own.
 */
function environment({ layout }: LaunchJob): Record<string, string> {
  const names: Record<string, string> = { NVTE_FWD_LAYERNORM_SM_MARGIN: "0", TORCH_NCCL_AVOID_RECORD_STREAMS: "1" };
  return layout.zeroStage >= 2 ? names : { CUDA_DEVICE_MAX_CONNECTIONS: layout.overlapExperts ? "32" : "1", ...names };
}

/** A model that is cut by a string of its own has further layers in it too; beside them expert exchange hides in a pipeline alone. */
function howToPredictFurther({ model, layout }: LaunchJob): string {
  const { multiTokenLayers = 0 } = model;
  const added = `--mtp-num-layers ${multiTokenLayers} adds it`;
  if (layout.overlapExperts && layout.pipelineParallel === 1) {
    return `${added}, without --overlap-moe-expert-parallel-comm and --delay-wgrad-compute`;
  }
  const cut = pipelineArguments(layout).some(([option]) => option === "--pipeline-model-parallel-layout");
  return cut
    ? `${added}, with ${"m".repeat(multiTokenLayers)} before the L of --pipeline-model-parallel-layout`
    : added;
}

/** It asks for `--overlap-grad-reduce` beside `--overlap-param-gather`; a plan may count on the second alone. */
const gathersInTheOpen = ({ zeroStage, dataParallel, contextParallel, ...layout }: WholeLayout): boolean =>
  zeroStage > 0 && dataParallel * contextParallel > 1 && layout.overlapParameters && !layout.overlapGradients;

function tell(job: LaunchJob): ToolLaunch {
  const { model, ask, layout } = job;
  const notes = [
    "set DATA_PATH and TOKENIZER for a real run; without them it trains on tokens made up on the fly",
    `the newest checkpoint stays, and ${job.keptCheckpoints} on the way to it; --save-retain-interval says which`,
    ...(gathersInTheOpen(layout)
      ? [
          "parameters are gathered in the open, as gradients are summed; the plan reckons with gathers behind other work",
        ]
      : []),
    ...(layout.recompute === "selective" ? [`selective recompute is of ${modulesAgain(model).join(", ")}`] : []),
    ...expertNotes(job),
    ...stretchNotes(job),
    ...multiTokenNotes(job, howToPredictFurther(job)),
  ];
  return {
    files: [],
    environment: environment(job),
    before: [
      ...group("MODEL", modelArguments(model, ask.sequenceLength, layout.tensorParallel)),
      ...group("LAYOUT", layoutArguments(job)),
      ...group("TRAINING", [...formats[ask.dtype], ...trainingArguments(job)]),
      'TRAINING+=(--save "$CHECKPOINTS" --load "$CHECKPOINTS")',
      ...dataLines(model.vocabulary),
      'cd "${MEGATRON:-$HERE/Megatron-LM}"',
    ],
    command: 'pretrain_gpt.py "${MODEL[@]}" "${LAYOUT[@]}" "${TRAINING[@]}" "${DATA[@]}"',
    notes,
  };
}

/** Megatron-LM at the release that goes with megatron-core of PyPI. **Source** megatron/training/arguments.py there. */
export const megatronLm: Tool = {
  id: "megatron-lm",
  label: "Megatron-LM",
  version: "core_v0.16.1",
  source: "https://github.com/NVIDIA/Megatron-LM/tree/core_v0.16.1",
  image: "nvcr.io/nvidia/pytorch:25.09-py3",
  inputs: ["DATA_PATH", "TOKENIZER"],
  install: [
    "[ -d Megatron-LM ] || git clone --depth 1 --branch core_v0.16.1 https://github.com/NVIDIA/Megatron-LM Megatron-LM",
    // What reads a Hugging Face tokenizer is among its extras.
    "pip install --no-build-isolation './Megatron-LM[mlm]'",
  ],
  unsaid: unsaidBy(rules),
  tell,
};
