// Guarantee: every dimension of a layout becomes the Megatron-LM options that mean it, spelled as its own parser wants.
import { describe, expect, it } from "vitest";
import type { Ask, GpuLayout } from "../plan/plan.ts";
import { caseOf, launchCase, launched, schemaOf, type Case } from "../../test/launch-case.ts";
import { optionsOf, start } from "../../test/read-launch.ts";

interface Option {
  readonly values: number | string;
  readonly type?: string;
  readonly choices?: readonly (string | number)[];
}
const { options: known } = schemaOf<{ options: Record<string, Option> }>("megatron-lm");

/** What Megatron-LM's argparse would say against a command line. */
function complaints(options: ReadonlyMap<string, readonly string[]>): string[] {
  return [...options].flatMap(([name, values]) => {
    const option = known[name];
    if (!option) return [`${name}: no such option`];
    const wrong: string[] = [];
    const least = option.values === "+" ? 1 : option.values === "*" ? 0 : Number(option.values);
    const most = typeof option.values === "string" ? Infinity : least;
    if (values.length < least || values.length > most) wrong.push(`${name}: ${values.length} values`);
    const number = option.type === "int" ? /^-?\d+$/ : option.type === "float" ? /^-?[\d.]+(e-?\d+)?$/ : /^/;
    if (values.some((value) => !number.test(value))) wrong.push(`${name}: ${values.join(" ")} is no ${option.type}`);
    const { choices } = option;
    if (choices && values.some((value) => !choices.includes(value))) wrong.push(`${name}: not among the choices`);
    return wrong;
  });
}

const torchrunOwn = new Set(["--nnodes", "--nproc-per-node", "--node-rank", "--master-addr", "--master-port"]);

function argumentsOf(which: Case, environment: Record<string, string> = {}): Map<string, string[]> {
  const ran = start(launched(launchCase(which, { tool: "megatron-lm", scheduler: "slurm" })), "train.sh", environment);
  expect(ran.errors).toBe("");
  expect(ran.status).toBe(0);
  expect(ran.words).toContain("pretrain_gpt.py");
  const own = optionsOf(ran.words.slice(ran.words.indexOf("pretrain_gpt.py") + 1));
  for (const name of torchrunOwn) expect(own.has(name)).toBe(false);
  return own;
}

const asked = (layout: Partial<GpuLayout>, model = "llama3-8b", changes: Partial<Ask> = {}): Record<string, string> =>
  Object.fromEntries(
    [...argumentsOf(caseOf(model, layout, changes))].map(([name, values]) => [name, values.join(" ")]),
  );

describe("Megatron-LM", () => {
  it("takes every argument that any of many layouts leads to", () => {
    const layouts: Partial<GpuLayout>[] = [
      { dataParallel: 8, microbatches: 4, zeroStage: 1 },
      {
        tensorParallel: 4,
        pipelineParallel: 2,
        dataParallel: 2,
        microbatches: 8,
        zeroStage: 1,
        recompute: "selective",
      },
      { pipelineParallel: 8, virtualPipeline: 4, microbatches: 16, recompute: "full", recomputeLayers: 4 },
      { tensorParallel: 2, contextParallel: 4, microbatches: 2, recompute: "full" },
      { dataParallel: 16, microbatches: 2, zeroStage: 3, shardRanks: 8 },
      { dataParallel: 8, microbatches: 2, zeroStage: 2, overlapGradients: false },
      { dataParallel: 8, microbatches: 2, zeroStage: 1, offloadedOptimizer: 0.5 },
      { microbatches: 2, offloadedLayers: 8 },
    ];
    for (const layout of layouts) {
      for (const model of ["gpt2-xl", "llama3-8b", "gpt3-175b"]) {
        const which = caseOf(model, layout, model === "gpt2-xl" ? {} : { dtype: "fp8" });
        expect(complaints(argumentsOf(which)), JSON.stringify(layout)).toEqual([]);
      }
    }
  });

  it("cuts tensors, stages and sequences by the degrees of the layout", () => {
    expect(
      asked({
        tensorParallel: 4,
        pipelineParallel: 8,
        virtualPipeline: 2,
        dataParallel: 2,
        microbatches: 16,
        zeroStage: 1,
      }),
    ).toMatchObject({
      "--tensor-model-parallel-size": "4",
      "--sequence-parallel": "",
      "--pipeline-model-parallel-size": "8",
      "--num-virtual-stages-per-pipeline-rank": "2",
      "--micro-batch-size": "1",
      "--global-batch-size": "32",
      "--use-distributed-optimizer": "",
    });
    expect(asked({ contextParallel: 8, contextExchange: "gather" })).toMatchObject({
      "--context-parallel-size": "8",
      "--cp-comm-type": "all_gather",
    });
  });

  it("says that it gathers parameters in the open where it sums gradients so, which a plan may price apart", () => {
    const summed: Partial<GpuLayout> = { dataParallel: 8, microbatches: 2, zeroStage: 1, overlapGradients: false };
    expect(asked(summed)).not.toHaveProperty("--overlap-param-gather");
    expect(notesOf(caseOf("llama3-8b", summed))).toContain("parameters are gathered in the open");
    expect(notesOf(caseOf("llama3-8b", { ...summed, overlapParameters: false }))).not.toContain("in the open");
  });

  it("spells stages of unlike size so that its own layout string has every layer once", () => {
    const { "--pipeline-model-parallel-layout": told = "" } = asked({
      pipelineParallel: 4,
      firstStageLayers: 7,
      lastStageLayers: 7,
      microbatches: 8,
    });
    expect(told).toBe("Et*7|t*9|t*9|t*7L");
  });

  it("lays layers that divide unevenly, where no ends are named, as the plan prices them", () => {
    // 32 layers over 5 stages: 7 each, three too many, two of them on the last stage with the output layer.
    const { "--pipeline-model-parallel-layout": told = "" } = asked({ pipelineParallel: 5, microbatches: 8 });
    expect(told).toBe("Et*6|t*7|t*7|t*7|t*5L");
  });

  it("spells every chunk of interleaved stages of unlike size, the short ones at the ends of the model", () => {
    const { "--pipeline-model-parallel-layout": told = "" } = asked({
      pipelineParallel: 4,
      virtualPipeline: 2,
      firstStageLayers: 6,
      lastStageLayers: 6,
      microbatches: 8,
    });
    expect(told).toBe("Et*1|t*5|t*5|t*5|t*5|t*5|t*5|t*1L");
  });

  it("recomputes the parts of a layer that the plan reckons with, and says which", () => {
    const selective: Partial<GpuLayout> = { dataParallel: 8, recompute: "selective" };
    expect(asked(selective, "deepseek-v3")).toMatchObject({ "--recompute-modules": "layernorm moe_act mla_up_proj" });
    expect(asked(selective, "llama3-8b")).toMatchObject({ "--recompute-modules": "core_attn" });
    expect(notesOf(caseOf("mixtral-8x7b", selective))).toContain("selective recompute is of layernorm, moe_act");
  });

  it("interleaves micro batches that the stages do not divide in rounds of more than these", () => {
    const name = "--microbatch-group-size-per-virtual-pipeline-stage";
    const stages: Partial<GpuLayout> = { pipelineParallel: 4, virtualPipeline: 2 };
    expect(asked({ ...stages, microbatches: 10 })).toMatchObject({ [name]: "5" });
    expect(asked({ ...stages, microbatches: 8 })).not.toHaveProperty(name);
    expect(asked({ ...stages, virtualPipeline: 1, microbatches: 10 })).not.toHaveProperty(name);
  });

  it("runs expert exchange behind another micro batch, on queues of its own, where the layout says so", () => {
    const beside: Partial<GpuLayout> = { dataParallel: 8, expertParallel: 8, microbatches: 2, zeroStage: 1 };
    const switches = ["--overlap-moe-expert-parallel-comm", "--delay-wgrad-compute"];
    const overlapped = asked({ ...beside, overlapExperts: true }, "mixtral-8x7b");
    for (const name of switches) {
      expect(overlapped).toHaveProperty([name]);
      expect(asked(beside, "mixtral-8x7b")).not.toHaveProperty([name]);
    }
  });

  it("shards by its distributed optimizer at 1 and by its FSDP beyond, and hybrid where copies are smaller", () => {
    expect(asked({ dataParallel: 8, zeroStage: 0 })).not.toHaveProperty("--use-distributed-optimizer");
    expect(asked({ dataParallel: 8, zeroStage: 2 })).toMatchObject({
      "--data-parallel-sharding-strategy": "optim_grads",
    });
    expect(asked({ dataParallel: 32, zeroStage: 3, shardRanks: 8 })).toMatchObject({
      "--data-parallel-sharding-strategy": "optim_grads_params",
      "--num-distributed-optimizer-instances": "4",
      "--ckpt-format": "fsdp_dtensor",
    });
  });

  it("leaves CUDA_DEVICE_MAX_CONNECTIONS to FSDP, which refuses 1, and sets it for tensor parallelism, which wants 1", () => {
    const environment = (layout: Partial<GpuLayout>) =>
      start(
        launched(launchCase(caseOf("llama3-8b", layout), { tool: "megatron-lm", scheduler: "slurm" })),
        "train.sh",
        {},
      ).environment["CUDA_DEVICE_MAX_CONNECTIONS"];
    expect(environment({ tensorParallel: 8 })).toBe("1");
    expect(environment({ dataParallel: 8, zeroStage: 3 })).toBeUndefined();
    expect(environment({ dataParallel: 8, expertParallel: 2, microbatches: 2, overlapExperts: true })).toBe("32");
  });

  it("trains on made-up tokens until it is given data and a tokenizer, then on those", () => {
    const which = caseOf("llama3-8b", { dataParallel: 8 });
    expect(argumentsOf(which).has("--mock-data")).toBe(true);
    const real = argumentsOf(which, { DATA_PATH: "/data/my corpus", TOKENIZER: "meta/llama" });
    expect(real.get("--data-path")).toEqual(["/data/my corpus"]);
    expect(real.has("--mock-data")).toBe(false);
  });

  it("has the published architecture and recipe", () => {
    expect(asked({ dataParallel: 8 }, "llama3-8b")).toMatchObject({
      "--num-layers": "32",
      "--hidden-size": "4096",
      "--ffn-hidden-size": "14336",
      "--num-query-groups": "8",
      "--normalization": "RMSNorm",
      "--swiglu": "",
      "--padded-vocab-size": "128256",
      "--untie-embeddings-and-output-weights": "",
      "--rotary-base": "500000",
      "--lr": "0.0003",
      "--min-lr": "0.00003",
    });
  });

  it("norms the latents of latent attention, as the published model does", () => {
    const experts: Partial<GpuLayout> = { dataParallel: 64, expertParallel: 64, microbatches: 1, zeroStage: 1 };
    expect(asked(experts, "deepseek-v3")).toMatchObject({ "--multi-latent-attention": "", "--qk-layernorm": "" });
    expect(asked({ dataParallel: 8 }, "llama3-8b")).not.toHaveProperty("--qk-layernorm");
  });

  const sharded: Partial<GpuLayout> = { dataParallel: 8, expertParallel: 8, microbatches: 2, zeroStage: 1 };
  const notesOf = (which: Case) =>
    launched(launchCase(which, { tool: "megatron-lm", scheduler: "slurm" })).notes.join("; ");

  it("chooses experts as the published model does: groups, scores, their scale, and the bias that balances them", () => {
    expect(asked(sharded, "deepseek-v3")).toMatchObject({
      "--moe-router-score-function": "sigmoid",
      "--moe-router-enable-expert-bias": "",
      "--moe-router-num-groups": "8",
      "--moe-router-group-topk": "4",
      "--moe-router-topk-scaling-factor": "2.5",
      "--moe-router-dtype": "fp32",
      "--moe-layer-freq": "([0]*3+[1]*58)",
      "--rope-type": "yarn",
      "--rotary-scaling-factor": "1",
    });
    const second = asked(sharded, "deepseek-v2");
    expect(second).toMatchObject({
      "--moe-router-pre-softmax": "",
      "--moe-router-num-groups": "8",
      "--moe-router-group-topk": "3",
      "--moe-router-topk-scaling-factor": "16",
    });
    expect(second).not.toHaveProperty("--moe-router-enable-expert-bias");
    // DeepSeek-V2 takes a group by its best score, Megatron-LM by the sum of its two best.
    expect(notesOf(caseOf("deepseek-v2", sharded))).toContain("the model's own take the best one");
    expect(notesOf(caseOf("deepseek-v3", sharded))).not.toContain("take the best one");
    const plain = asked(sharded, "mixtral-8x7b");
    for (const name of Object.keys(plain)) expect(name).not.toMatch(/group-topk|score-function|pre-softmax|scaling/);
  });

  it("says what further tokens would cost, which neither plan nor files hold", () => {
    expect(notesOf(caseOf("deepseek-v3", sharded))).toMatch(
      /neither plan nor files hold it \(11\.6 billion parameters, [\d.]+ % more FLOPs\): --mtp-num-layers 1 adds it/,
    );
    const uneven = { ...sharded, pipelineParallel: 4, firstStageLayers: 15, lastStageLayers: 14, microbatches: 8 };
    expect(notesOf(caseOf("deepseek-v3", uneven))).toContain("adds it, with m before the L of --pipeline-model-par");
    const overlapped = notesOf(caseOf("deepseek-v3", { ...sharded, overlapExperts: true }));
    expect(overlapped).toContain("adds it, without --overlap-moe-expert-parallel-comm");
    expect(asked(sharded, "deepseek-v3")).not.toHaveProperty("--mtp-num-layers");
    expect(notesOf(caseOf("mixtral-8x7b", sharded))).not.toContain("further token");
  });

  it("says which layers have experts where plain ones lie between, and refuses weights that it would share out", () => {
    const { model } = caseOf("qwen3-30b-a3b", {}).ask;
    const { experts } = model;
    if (!experts) throw new Error("Qwen3 30B-A3B has experts");
    const between = { ...model, experts: { ...experts, every: 2, denseLayers: 24, denseFeedForward: 6144 } };
    expect(asked(sharded, model.id, { model: between })).toMatchObject({ "--moe-layer-freq": "([0]*1+[1])*24" });
    const unshared = { ...experts, routing: { score: "sigmoid", normalized: false } } as const;
    const which = caseOf(model.id, sharded, { model: { ...model, experts: unshared } });
    expect(launchCase(which, { tool: "megatron-lm", scheduler: "slurm" })).toMatchObject({
      kind: "refusal",
      value: "qwen3-30b-a3b (sigmoid weights)",
    });
  });

  it("cuts experts by a degree of their own, but none with biases, as Megatron Core asks", () => {
    const cut: Partial<GpuLayout> = { dataParallel: 8, expertParallel: 4, expertTensorParallel: 2, zeroStage: 1 };
    expect(asked(cut, "mixtral-8x7b")).toMatchObject({ "--expert-tensor-parallel-size": "2" });
    const { model } = caseOf("mixtral-8x7b", {}).ask;
    const which = caseOf(model.id, cut, { model: { ...model, biases: "all" } });
    expect(launchCase(which, { tool: "megatron-lm", scheduler: "slurm" })).toMatchObject({
      kind: "refusal",
      dimension: "expertTensorParallel",
    });
  });

  it("puts values through the model's own activation and turns its share of a head, or refuses", () => {
    const nemotron = asked({ tensorParallel: 8 }, "nemotron4-340b");
    expect(nemotron).toMatchObject({ "--squared-relu": "", "--rotary-percent": "0.5" });
    expect(nemotron).not.toHaveProperty("--swiglu");
    const refused = (model: string, changes: Partial<Ask> = {}) => {
      const outcome = launchCase(caseOf(model, sharded, changes), { tool: "megatron-lm", scheduler: "slurm" });
      return outcome.kind === "refusal" && outcome.value;
    };
    expect(refused("opt-6.7b")).toBe("opt-6.7b (activation)");
    const { model } = caseOf("llama3-8b", {}).ask;
    const finer = asked(sharded, model.id, { model: { ...model, normEpsilon: 1e-6 } });
    expect(finer).toMatchObject({ "--norm-epsilon": "0.000001" });
    const scaled = { ...model, particulars: ["scaled embeddings"] } as const;
    expect(refused(model.id, { model: scaled })).toBe("llama3-8b (scaled embeddings)");
  });

  it("leaves positions unstretched where the sequence needs no stretching, and refuses where it does", () => {
    const { model } = caseOf("llama3-8b", {}).ask;
    const stretched = { ...model, rotaryStretch: { kind: "llama3", from: 8192 } };
    const which = (sequenceLength: number) =>
      caseOf(model.id, { dataParallel: 8 }, { model: stretched, sequenceLength });
    expect(notesOf(which(8192))).toContain("positions are not stretched: the model's llama3 scaling");
    expect(launchCase(which(16_384), { tool: "megatron-lm", scheduler: "slurm" })).toMatchObject({
      kind: "refusal",
      value: "llama3-8b (stretched positions)",
    });
  });

  it("lets a token see as far back as the model's window, and refuses windows that it cannot say", () => {
    expect(asked({ dataParallel: 8 }, "mistral-7b")).toMatchObject({ "--window-size": "4095,0" });
    expect(asked({ dataParallel: 8 }, "llama3-8b")).not.toHaveProperty("--window-size");
    const refused = (layout: Partial<GpuLayout>, changes: Partial<Ask> = {}) => {
      const which = caseOf("mistral-7b", layout, changes);
      const outcome = launchCase(which, { tool: "megatron-lm", scheduler: "slurm" });
      return outcome.kind === "refusal" && `${outcome.dimension} ${outcome.value}`;
    };
    expect(refused({ contextParallel: 2 })).toBe("contextParallel 2");
    const { model } = caseOf("mistral-7b", {}).ask;
    const everyOther = { ...model, window: { size: 4096, layers: model.layers / 2 } };
    expect(refused({ dataParallel: 8 }, { model: everyOther })).toBe("model mistral-7b (window)");
  });

  it("says who keeps the experts' loads alike, which the plan takes for granted", () => {
    const notes = (model: string) =>
      launched(
        launchCase(caseOf(model, { dataParallel: 8, expertParallel: 8, microbatches: 2, zeroStage: 1 }), {
          tool: "megatron-lm",
          scheduler: "jobset",
        }),
      ).notes.join("; ");
    expect(notes("mixtral-8x7b")).toContain("set --moe-aux-loss-coeff");
    expect(notes("deepseek-v3")).toContain("the router's bias keeps them so");
    expect(notes("llama3-8b")).not.toContain("experts");
  });
});
