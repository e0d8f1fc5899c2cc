// Guarantee: each export is what its tool's own schema takes, its scripts start what they should, and what a tool cannot say is refused by name.
import { parse as parseToml } from "smol-toml";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import type { GpuLayout } from "../plan/plan.ts";
import { caseOf, launchCase, launched, schemaOf } from "../../test/launch-case.ts";
import { launchOf, launchTools, toolsFor, type LaunchOptions } from "./launch.ts";
import { fileOf, optionsOf, start } from "../../test/read-launch.ts";

type Tree = Record<string, unknown>;

const sharded: Partial<GpuLayout> = { dataParallel: 16, microbatches: 2, zeroStage: 3, recompute: "full" };
const of = (layout: Partial<GpuLayout>, tool: LaunchOptions["tool"], model = "llama3-8b") =>
  launchCase(caseOf(model, layout), { tool, scheduler: "slurm" });
const refusalBy = (layout: Partial<GpuLayout>, tool: LaunchOptions["tool"], model?: string) => {
  const outcome = of(layout, tool, model);
  return outcome.kind === "refusal" ? outcome : undefined;
};

/** Leaves of a tree as `section.key`. */
function leaves(tree: Tree, path = ""): [string, unknown][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? leaves(value as Tree, `${path}${key}.`)
      : [[`${path}${key}`, value] as [string, unknown]],
  );
}

describe("torchtitan", () => {
  const { fields } = schemaOf<{ fields: Record<string, string> }>("torchtitan");

  function fits(kind: string, value: unknown): boolean {
    if (kind.startsWith("Literal[")) return kind.includes(`'${String(value)}'`);
    if (kind.includes("list[")) return Array.isArray(value);
    if (/\bint\b/.test(kind) && Number.isInteger(value)) return true;
    if (/\bfloat\b/.test(kind)) return typeof value === "number";
    return /\bbool\b/.test(kind) ? typeof value === "boolean" : /\bstr\b/.test(kind) && typeof value === "string";
  }

  const config = (layout: Partial<GpuLayout>): Tree =>
    parseToml(fileOf(launched(of(layout, "torchtitan")), "train.toml"));

  const layouts: Partial<GpuLayout>[] = [
    sharded,
    { dataParallel: 8 },
    { dataParallel: 8, zeroStage: 2, tensorParallel: 2, recompute: "selective" },
    { dataParallel: 16, zeroStage: 3, shardRanks: 8, contextParallel: 2, contextExchange: "gather" },
    { pipelineParallel: 4, virtualPipeline: 2, microbatches: 8, schedule: "interleaved" },
    { pipelineParallel: 4, microbatches: 8, firstStageLayers: 7, lastStageLayers: 7 },
  ];

  it.each(layouts)("%j is made of fields it has, of their types", (layout) => {
    const odd = leaves(config(layout)).filter(([key, value]) => !fits(fields[key] ?? "none", value));
    expect(odd).toEqual([]);
  });

  it("cuts by the degrees of the layout; a pipeline cuts the local batch into micro batches", () => {
    const { parallelism, training } = config(layouts[3] ?? {}) as { parallelism: Tree; training: Tree };
    expect(parallelism).toMatchObject({
      data_parallel_replicate_degree: 4,
      data_parallel_shard_degree: 4,
      context_parallel_degree: 2,
      context_parallel_rotate_method: "allgather",
      fsdp_reshard_after_forward: "always",
    });
    expect(training).toMatchObject({ local_batch_size: 1, global_batch_size: 16 });
    const piped = config(layouts[4] ?? {}) as { parallelism: Tree; training: Tree };
    expect(piped.training).toMatchObject({ local_batch_size: 8, global_batch_size: 8 });
    expect(piped.parallelism).toMatchObject({
      pipeline_parallel_schedule: "Interleaved1F1B",
      pipeline_parallel_layers_per_stage: 4,
      pipeline_parallel_microbatch_size: 1,
    });
  });

  it("computes in fp8 by a converter that it has registered, on compiled layers", () => {
    const which = caseOf("llama3-8b", sharded, { dtype: "fp8" });
    const tree: Tree = parseToml(
      fileOf(launched(launchCase(which, { tool: "torchtitan", scheduler: "slurm" })), "train.toml"),
    );
    expect(tree).toMatchObject({ model: { converters: ["quantize.linear.float8"] }, compile: { enable: true } });
  });

  it("compiles no layer whose backward pass is in two parts, and says so", () => {
    const zeroBubble = launched(
      of({ pipelineParallel: 4, virtualPipeline: 2, microbatches: 8, schedule: "zb-v" }, "torchtitan"),
    );
    expect(parseToml(fileOf(zeroBubble, "train.toml"))).toMatchObject({ compile: { enable: false } });
    expect(zeroBubble.notes.join("\n")).toMatch(/zero-bubble schedule goes without torch\.compile/);
  });

  it("names every module once where stages are unlike", () => {
    const { parallelism } = config(layouts[5] ?? {}) as { parallelism: { module_fqns_per_model_part: string[][] } };
    const parts = parallelism.module_fqns_per_model_part;
    expect(parts.map((part) => part.filter((name) => name.startsWith("layers.")).length)).toEqual([7, 9, 9, 7]);
    const all = Array.from({ length: 32 }, (_, layer) => `layers.${layer}`);
    expect(parts.flat()).toEqual(["tok_embeddings", ...all, "norm", "output"]);
    const turns = { ...layouts[5], virtualPipeline: 3, microbatches: 8 };
    const chunks = config(turns) as { parallelism: { module_fqns_per_model_part: string[][] } };
    expect(chunks.parallelism.module_fqns_per_model_part).toHaveLength(12);
    expect(chunks.parallelism.module_fqns_per_model_part.flat()).toEqual(parts.flat());
  });

  it("stretches no positions, which its own default does", () => {
    expect(fileOf(launched(of(sharded, "torchtitan")), "ingot_model.py")).toContain("scaling_factor=1.0");
  });

  const routed: Partial<GpuLayout> = { dataParallel: 16, zeroStage: 3, expertParallel: 8, microbatches: 2 };
  const fieldsOf = (model: string) => {
    const text = fileOf(launched(of(routed, "torchtitan", model)), "ingot_model.py");
    return Object.fromEntries([...text.matchAll(/(\w+)=([^,(]+),/g)].map(([, name, value]) => [name, value]));
  };

  it("trains DeepSeek's mixtures as its own class does: latent attention, groups, scores and their scale", () => {
    expect(fieldsOf("deepseek-v3")).toMatchObject({
      n_dense_layers: "3",
      kv_lora_rank: "512",
      num_experts: "256",
      num_shared_experts: "1",
      top_k: "8",
      num_expert_groups: "8",
      num_limited_groups: "4",
      score_func: '"sigmoid"',
      route_norm: "True",
      route_scale: "2.5",
      load_balance_coeff: "0.001",
      original_seq_len: "4096",
    });
    expect(fieldsOf("deepseek-v2")).toMatchObject({
      num_limited_groups: "3",
      score_func: '"softmax"',
      route_norm: "False",
      route_scale: "16",
      load_balance_coeff: "None",
    });
    const { notes, files } = launched(of(routed, "torchtitan", "deepseek-v3"));
    expect(notes.join("; ")).toContain("torchtitan has no such layer");
    const text = files.find(({ path }) => path === "train.toml")?.content ?? "";
    expect(parseToml(text)).toMatchObject({ parallelism: { expert_parallel_degree: 8 } });
  });

  it("places expert ranks only where its meshes have them", () => {
    const refused = (layout: Partial<GpuLayout>) => refusalBy({ ...routed, ...layout }, "torchtitan", "deepseek-v3");
    expect(refused({ shardRanks: 4 })?.dimension).toBe("expertParallel");
    expect(refused({ tensorParallel: 4, dataParallel: 4, expertParallel: 2 })?.dimension).toBe("expertParallel");
    expect(refused({ tensorParallel: 4, dataParallel: 4, expertParallel: 1 })?.dimension).toBe("expertTensorParallel");
    expect(refused({ tensorParallel: 4, dataParallel: 4, expertParallel: 8 })).toBeUndefined();
    expect(refusalBy(routed, "torchtitan", "mixtral-8x7b")?.value).toBe("mixtral-8x7b (experts)");
  });

  it("gives the feed-forward the width of the shape by Llama's own rounding", () => {
    const text = fileOf(launched(of(sharded, "torchtitan", "llama3-70b")), "ingot_model.py");
    const number = (name: string) => Number(new RegExp(`${name}=([\\d.]+)`).exec(text)?.[1]);
    const [multiple, multiplier] = [number("multiple_of"), number("ffn_dim_multiplier")];
    // torchtitan/models/llama3/model/model.py: int(2 * 4 * dim / 3), times the multiplier, rounded up to multiple_of.
    const hidden = Math.floor(multiplier * Math.floor((2 * 4 * 8192) / 3));
    expect(multiple * Math.floor((hidden + multiple - 1) / multiple)).toBe(28_672);
  });
});

describe("DeepSpeed", () => {
  const schema = schemaOf<Record<"top" | "zero_optimization" | "offload_optimizer" | "bf16", string[]>>("deepspeed");

  it("is configured by fields it has; batch sizes multiply up", () => {
    const launch = launched(of({ ...sharded, offloadedOptimizer: 1 }, "deepspeed"));
    const config = JSON.parse(fileOf(launch, "ds_config.json")) as Record<string, Tree>;
    expect(Object.keys(config).filter((key) => !schema.top.includes(key))).toEqual([]);
    const { zero_optimization: zero = {}, bf16 = {} } = config;
    expect(Object.keys(zero).filter((key) => !schema.zero_optimization.includes(key))).toEqual([]);
    expect(
      Object.keys(zero["offload_optimizer"] as Tree).filter((key) => !schema.offload_optimizer.includes(key)),
    ).toEqual([]);
    expect(Object.keys(bf16).filter((key) => !schema.bf16.includes(key))).toEqual([]);
    expect(zero).toMatchObject({ stage: 3 });
    const { train_batch_size: all, train_micro_batch_size_per_gpu: micro, gradient_accumulation_steps: steps } = config;
    expect(Number(all)).toBe(Number(micro) * Number(steps) * 16);
  });

  it("trains every model of the catalog as a class of Transformers", () => {
    for (const model of ["gpt2", "gpt-j-6b", "llama3-8b", "gpt-neox-20b", "gpt3-175b", "bloom-176b"]) {
      expect(launched(of(sharded, "deepspeed", model)).files.map(({ path }) => path)).toContain("model/config.json");
    }
  });

  it("says the same in the trainer's arguments as in its own configuration", () => {
    const environment = { TRAIN_FILE: "a.jsonl", TOKENIZER: "gpt2" };
    const { words, errors } = start(launched(of(sharded, "deepspeed")), "train.sh", environment);
    expect(errors).toBe("");
    const options = optionsOf(words);
    expect(options.get("--gradient_accumulation_steps")).toEqual(["2"]);
    expect(options.has("--gradient_checkpointing")).toBe(true);
    expect(options.get("--lr_scheduler_kwargs")).toEqual(['{"min_lr_rate": 0.1}']);
    expect(start(launched(of(sharded, "deepspeed")), "train.sh", {}).errors).toContain("name a text or JSONL file");
  });
});

describe("LLM Foundry", () => {
  const schema =
    schemaOf<Record<"train" | "model" | "attn_config" | "ffn_config" | "fsdp_config" | "required", string[]>>(
      "llm-foundry",
    );
  const config = (layout: Partial<GpuLayout>, model?: string) =>
    parseAllDocuments(fileOf(launched(of(layout, "llm-foundry", model)), "train.yaml"))[0]?.toJS() as Record<
      string,
      Tree
    >;

  it.each(["llama3-8b", "gpt2-xl", "gpt3-175b"])("%s is made of fields it has", (model) => {
    const { model: shape = {}, fsdp_config: fsdp = {}, ...rest } = config(sharded, model);
    const keys = Object.keys({ ...rest, model: 0, fsdp_config: 0 });
    expect(keys.filter((key) => !schema.train.includes(key))).toEqual([]);
    expect(schema.required.filter((key) => !keys.includes(key))).toEqual([]);
    expect(Object.keys(shape).filter((key) => !schema.model.includes(key))).toEqual([]);
    expect(Object.keys(shape["attn_config"] as Tree).filter((key) => !schema.attn_config.includes(key))).toEqual([]);
    expect(Object.keys(shape["ffn_config"] as Tree).filter((key) => !schema.ffn_config.includes(key))).toEqual([]);
    expect(Object.keys(fsdp).filter((key) => !schema.fsdp_config.includes(key))).toEqual([]);
  });

  it("shards whole, hybrid, gradients alone or nothing", () => {
    const strategy = (layout: Partial<GpuLayout>) => config(layout)["fsdp_config"]?.["sharding_strategy"];
    expect(strategy(sharded)).toBe("FULL_SHARD");
    expect(strategy({ ...sharded, shardRanks: 8 })).toBe("HYBRID_SHARD");
    expect(strategy({ ...sharded, zeroStage: 2 })).toBe("SHARD_GRAD_OP");
    expect(strategy({ ...sharded, zeroStage: 0 })).toBe("NO_SHARD");
  });
});

describe("what a launch must be told", () => {
  const where = (tool: LaunchOptions["tool"]) =>
    ({
      "megatron-lm": [],
      torchtitan: [],
      deepspeed: ["TRAIN_FILE", "TOKENIZER"],
      "llm-foundry": ["DATA_LOCAL", "TOKENIZER"],
    })[tool];

  it.each(launchTools)("has its place in every scheduler's file: %s", (tool) => {
    const inScheduler = (scheduler: LaunchOptions["scheduler"], file: string) =>
      parseAllDocuments(fileOf(launched(launchCase(caseOf("llama3-8b", sharded), { tool, scheduler })), file)).map(
        (each) => each.toJS() as Tree,
      );
    const [task] = inScheduler("skypilot", "sky.yaml");
    const [, jobSet] = inScheduler("jobset", "jobset.yaml");
    const inPods = [...JSON.stringify(jobSet).matchAll(/"name":"([A-Z_]+)"/g)].map(([, name]) => name);
    for (const name of [...where(tool), "TOKENIZER", "CHECKPOINTS"]) {
      expect(Object.keys(task?.["envs"] as Tree)).toContain(name);
      expect(inPods).toContain(name);
    }
  });

  it.each(launchTools)("stops a script that lacks it before anything starts: %s", (tool) => {
    const launch = launched(launchCase(caseOf("llama3-8b", sharded), { tool, scheduler: "skypilot" }));
    const empty = { DATA_PATH: "", TRAIN_FILE: "", DATA_LOCAL: "", TOKENIZER: "", CHECKPOINTS: "" };
    const { status, errors } = start(launch, "train.sh", empty);
    expect(status === 0).toBe(where(tool).length === 0);
    if (where(tool).length > 0) expect(errors).toMatch(/name a (text or JSONL file|folder)/);
  });

  it("finds its libraries in the tool's own image under SkyPilot too, whose machines have none", () => {
    const launch = launched(launchCase(caseOf("llama3-8b", sharded), { tool: "megatron-lm", scheduler: "skypilot" }));
    expect(fileOf(launch, "sky.yaml")).toContain('image_id: "docker:nvcr.io/nvidia/pytorch:');
  });
});

describe("a refusal", () => {
  const chunked = { pipelineParallel: 4, virtualPipeline: 2 } as const;
  const piped = { tensorParallel: 2, sequenceParallel: true, pipelineParallel: 4, microbatches: 4 } as const;

  it("names the dimension, its value, the rule, and who can", () => {
    expect(refusalBy({ tensorParallel: 8, microbatches: 2 }, "llm-foundry")).toMatchObject({
      dimension: "tensorParallel",
      value: "8",
      tools: ["megatron-lm", "torchtitan"],
      text: expect.stringMatching(
        /LLM Foundry 0\.22\.0 cannot carry out tensorParallel 8: .*; megatron-lm, torchtitan can\./,
      ),
    });
  });

  it("names no tool that has the option and lacks another of the plan", () => {
    const split = { pipelineParallel: 4, virtualPipeline: 2, microbatches: 8, schedule: "zb-v" } as const;
    expect(refusalBy(split, "megatron-lm")?.tools).toEqual(["torchtitan"]);
    expect(refusalBy({ ...split, offloadedOptimizer: 1 }, "megatron-lm")?.text).toMatch(
      /; torchtitan can, in a layout planned for it\.$/,
    );
    expect(refusalBy(split, "megatron-lm", "gpt3-175b")?.text).toMatch(/; none of the exports has it\.$/);
  });

  it.each([
    ["torchtitan", "zeroStage", { dataParallel: 8, zeroStage: 1 }, "llama3-8b"],
    ["torchtitan", "model", { dataParallel: 8 }, "gpt3-175b"],
    ["megatron-lm", "model", { dataParallel: 8 }, "gpt-neox-20b"],
    ["megatron-lm", "schedule", { ...chunked, microbatches: 8, schedule: "zb-v" }, "llama3-8b"],
    ["torchtitan", "virtualPipeline", { ...chunked, microbatches: 10 }, "llama3-8b"],
    ["deepspeed", "pipelineParallel", { pipelineParallel: 4, microbatches: 8 }, "llama3-8b"],
    ["llm-foundry", "recompute", { dataParallel: 8, zeroStage: 3, recompute: "selective" }, "llama3-8b"],
    ["megatron-lm", "offloadedLayers", { pipelineParallel: 4, microbatches: 4, offloadedLayers: 2 }, "llama3-8b"],
    ["megatron-lm", "scatterPipeline", { ...piped, scatterPipeline: false }, "llama3-8b"],
    ["torchtitan", "scatterPipeline", { ...piped, scatterPipeline: false }, "llama3-8b"],
  ] as const)("by %s of %s", (tool, dimension, layout, model) => {
    expect(refusalBy(layout, tool, model)?.dimension).toBe(dimension);
  });

  it.each(launchTools)("keeps a long run from filling the disk: %s", (tool) => {
    const { plan, ask } = caseOf("llama3-8b", sharded);
    const long = { ...plan, totalSteps: 100_000, checkpoint: { ...plan.checkpoint, everySteps: 30 } };
    const kept = launched(launchOf(long, ask, { tool, scheduler: "slurm" })).files.map(({ content }) => content);
    expect(kept.join("\n")).toMatch(
      /--save-retain-interval 10020|keep_latest_k = 10|--save_total_limit 10|save_num_checkpoints_to_keep: 10/,
    );
  });

  it("is no guess of toolsFor: it lists the tools that carry out everything", () => {
    const { plan, ask } = caseOf("llama3-8b", sharded);
    expect(toolsFor(plan, ask)).toEqual(["megatron-lm", "torchtitan", "deepspeed", "llm-foundry"]);
  });

  it("of stages that hold half a layer says so", () => {
    const { plan, ask } = caseOf("llama3-8b", { pipelineParallel: 4, firstStageLayers: 7, lastStageLayers: 6 });
    const half = () => launchOf(plan, ask, { tool: "megatron-lm", scheduler: "slurm" });
    expect(half).toThrow("a stage has a whole number of layers, received 7, 9.5, 9.5, 6");
  });

  it("of names and tools that are none states the rule and the value", () => {
    const { plan, ask } = caseOf("llama3-8b", sharded);
    expect(() => launchOf(plan, ask, { tool: "megatron-lm", scheduler: "slurm", name: "My Run; rm -rf" })).toThrow(
      /a name has lower case .* received "My Run; rm -rf"/,
    );
    expect(() => launchOf(plan, ask, { tool: "nemo" as "megatron-lm", scheduler: "slurm" })).toThrow(/received "nemo"/);
  });
});
