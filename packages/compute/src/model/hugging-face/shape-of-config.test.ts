// Guarantee: a published configuration gives the published count of parameters; a broken one says which field and why.
import { tokens } from "@ingot/units";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plan } from "../../plan/dispatch.ts";
import { findModel } from "../catalog.ts";
import { parameterCount } from "../parameters.ts";
import { publishedRecipe } from "../recipe.ts";
import type { ModelShape } from "../shape.ts";
import { publishedConfigs } from "./published-configs.test-kit.ts";
import { shapeOfConfig } from "./shape-of-config.ts";

function shapeOf(config: unknown): ModelShape {
  const found = shapeOfConfig(config);
  if ("refusal" in found) throw new Error(found.refusal.map((reason) => reason.text).join(" "));
  return found.shape;
}

const configOf = (name: string) => publishedConfigs.find((entry) => entry.name === name)?.config ?? {};
const textsOf = (config: unknown): string[] => {
  const found = shapeOfConfig(config);
  return "refusal" in found ? found.refusal.map((reason) => reason.text) : [];
};

describe("shapeOfConfig", () => {
  it.each(publishedConfigs)("counts $name as published: $parameters", ({ config, parameters, within }) => {
    const { total } = parameterCount(shapeOf(config));
    if (within === undefined) expect(total).toBe(parameters);
    else expect(Math.abs(total / parameters - 1)).toBeLessThan(within);
  });

  it.each([
    ["mistralai/Mistral-7B-v0.1", 4096, 32],
    ["google/gemma-2-9b", 4096, 21],
    // 26 layers, of which each sixth sees everything: 4 of them.
    ["google/gemma-3-1b-pt", 512, 22],
    ["openai/gpt-oss-20b", 128, 12],
    ["openai/gpt-oss-120b", 128, 18],
    ["EleutherAI/gpt-neo-1.3B", 256, 12],
    ["allenai/Olmo-3-1025-7B", 4096, 24],
    ["CohereLabs/c4ai-command-r7b-12-2024", 4096, 24],
  ])("reads the window of %s: %d tokens in %d layers", (name, size, layers) => {
    expect(shapeOf(configOf(name)).window).toEqual({ size, layers });
  });

  it("has no window where the configuration says null, or that it is not used", () => {
    expect(shapeOf(configOf("mistralai/Mixtral-8x7B-v0.1")).window).toBeUndefined();
    expect(shapeOf(configOf("Qwen/Qwen2.5-7B")).window).toBeUndefined();
  });

  it("counts 37 billion parameters of DeepSeek-V3 at work on a token (arXiv 2412.19437)", () => {
    const { active } = parameterCount(shapeOf(configOf("deepseek-ai/DeepSeek-V3")));
    // The paper's figure leaves one of the two embedding tables out.
    expect((active - 129_280 * 7168) / 1e9).toBeCloseTo(36.6, 0);
  });

  it.each(publishedConfigs.map(({ name }) => name))("gives %s a step that a plan can time", (name) => {
    const model = shapeOf(configOf(name));
    const { sequenceLength, globalBatchSize } = publishedRecipe(model);
    const ask = { model, tokens: tokens(1e11), dtype: "bf16" } as const;
    const shape = { sequenceLength: sequenceLength.value, globalBatchSize: globalBatchSize.value };
    const outcome = plan({ ...ask, ...shape }, { system: "dgx-b200", devices: 256 });
    if (outcome.kind !== "plan") throw new Error(outcome.reason.text);
    expect(outcome.stepTime).toBeGreaterThan(0);
    expect(outcome.modelFlopsUtilization).toBeGreaterThan(0.001);
    expect(outcome.modelFlopsUtilization).toBeLessThan(1);
  });

  it("names what the configuration says and the cost does not hold", () => {
    const found = shapeOfConfig(configOf("deepseek-ai/DeepSeek-V3"));
    const fields = "refusal" in found ? [] : found.ignored.map((reason) => reason.values.field);
    expect(fields).toEqual(["num_nextn_predict_layers", "quantization_config"]);
    const scout = shapeOfConfig(configOf("meta-llama/Llama-4-Scout-17B-16E"));
    const aside = "refusal" in scout ? [] : scout.ignored.map((reason) => reason.text).join(" ");
    expect(aside).toContain("vision_config is not part of the cost: only the language model is planned.");
  });

  it.each([
    ["deepseek-ai/DeepSeek-V2", "deepseek-v2"],
    ["deepseek-ai/DeepSeek-V3", "deepseek-v3"],
    ["Qwen/Qwen3-30B-A3B", "qwen3-30b-a3b"],
    ["mistralai/Mixtral-8x7B-v0.1", "mixtral-8x7b"],
    ["openai/gpt-oss-20b", "gpt-oss-20b"],
  ])("reads the experts of %s, and who chooses among them, as the catalog has them", (name, id) => {
    const { experts, multiTokenLayers } = shapeOf(configOf(name));
    const known = findModel(id);
    expect(experts).toEqual(known?.experts);
    expect(multiTokenLayers).toBe(known?.multiTokenLayers);
  });

  it("keeps the weights of experts that do not share 1, and takes what DeepSeek-V3's class takes for granted", () => {
    const unshared = { score: "softmax", normalized: false };
    expect(shapeOf(configOf("Qwen/Qwen1.5-MoE-A2.7B")).experts?.routing).toEqual(unshared);
    expect(shapeOf(configOf("deepseek-ai/DeepSeek-V2-Lite")).experts?.routing).toEqual(unshared);
    expect(shapeOf(configOf("allenai/OLMoE-1B-7B-0924")).experts?.routing).toEqual(unshared);
    const published = configOf("deepseek-ai/DeepSeek-V3");
    const silent = Object.fromEntries(
      Object.entries(published).filter(([name]) => !/group|topk_method|scoring|norm_topk|scaling_factor/.test(name)),
    );
    expect(shapeOf(silent).experts?.routing).toEqual(shapeOf(published).experts?.routing);
    expect(textsOf({ ...published, n_group: 7 }).join(" ")).toContain("n_group must divide 256; received 7.");
    expect(textsOf({ ...published, routed_scaling_factor: 0 }).join(" ")).toContain("must be a number above 0");
  });

  it("says which layers have experts: the later ones, every so many-th, or a pattern of their own", () => {
    const qwen = configOf("Qwen/Qwen3-30B-A3B");
    const placed = (changes: object) => {
      const { experts, particulars } = shapeOf({ ...qwen, ...changes });
      return { dense: experts?.denseLayers, every: experts?.every, particulars };
    };
    expect(placed({})).toEqual({});
    expect(placed({ mlp_only_layers: [0, 1] })).toEqual({ dense: 2 });
    expect(placed({ decoder_sparse_step: 2 })).toEqual({ dense: 24, every: 2 });
    expect(placed({ mlp_only_layers: [5] })).toEqual({
      dense: 1,
      particulars: ["plain layers between those with experts"],
    });
  });

  it("reads what costs nothing and is learned all the same: activation, share and stretch of rotary positions", () => {
    const v3 = shapeOf(configOf("deepseek-ai/DeepSeek-V3"));
    expect(v3.rotaryStretch).toEqual({ kind: "yarn", from: 4096 });
    const llama = { ...configOf("meta-llama/Llama-2-70b-hf"), max_position_embeddings: 131_072 };
    const scaling = { rope_type: "llama3", factor: 8, original_max_position_embeddings: 8192 };
    expect(shapeOf({ ...llama, rope_scaling: scaling }).rotaryStretch).toEqual({ kind: "llama3", from: 8192 });
    expect(shapeOf({ ...llama, rope_scaling: { rope_type: "default" } }).rotaryStretch).toBeUndefined();
    expect(shapeOf({ ...llama, partial_rotary_factor: 0.5 }).rotaryShare).toBe(0.5);
    expect(shapeOf({ ...llama, rms_norm_eps: 1e-6 }).normEpsilon).toBe(1e-6);
    expect(shapeOf({ ...llama, rms_norm_eps: 1e-5 }).normEpsilon).toBeUndefined();
    expect(shapeOf({ ...llama, hidden_act: "silu" }).activation).toBeUndefined();
    expect(shapeOf({ ...llama, hidden_act: "gelu_pytorch_tanh" }).activation).toBe("gelu");
    expect(shapeOf({ ...llama, hidden_act: "xielu" }).activation).toBe("other");
    expect(shapeOf(configOf("facebook/opt-6.7b")).activation).toBe("relu");
    expect(shapeOf(configOf("meta-llama/Llama-4-Scout-17B-16E")).particulars).toContain("layers without positions");
    expect(shapeOf({ ...llama, model_type: "gemma" }).particulars).toEqual(["scaled embeddings"]);
  });

  it("reads the base of rotary positions wherever it is kept, and refuses one that turns nothing", () => {
    const { rope_theta: _, ...bare } = configOf("meta-llama/Llama-2-70b-hf") as Record<string, unknown>;
    expect(shapeOf(bare).rotaryBase).toBeUndefined();
    expect(shapeOf({ ...bare, rope_theta: 10_000 }).rotaryBase).toBeUndefined();
    expect(shapeOf({ ...bare, rope_theta: 500_000 }).rotaryBase).toBe(500_000);
    expect(shapeOf({ ...bare, rope_parameters: { rope_theta: 1_000_000 } }).rotaryBase).toBe(1_000_000);
    expect(textsOf({ ...bare, rope_theta: 1 })).toEqual([
      "config.json: rope_theta must be a number above 1; received 1.",
    ]);
  });

  it("reads the language model of what also sees: nested or beside it, its defaults left out", () => {
    const sized = {
      hidden_size: 3584,
      intermediate_size: 18_944,
      num_hidden_layers: 28,
      num_attention_heads: 28,
      num_key_value_heads: 4,
      max_position_embeddings: 32_768,
      vocab_size: 152_064,
      tie_word_embeddings: false,
    };
    const vision_config = { depth: 32 };
    for (const config of [
      { ...sized, model_type: "qwen2_vl", vision_config },
      { model_type: "qwen2_5_vl", text_config: { ...sized, model_type: "qwen2_5_vl_text" }, vision_config },
      { model_type: "internvl_chat", llm_config: { ...sized, model_type: "qwen2" }, vision_config },
    ]) {
      const found = shapeOfConfig(config);
      if ("refusal" in found) throw new Error(found.refusal[0]?.text);
      // Qwen2.5 7B, as its card says.
      expect(parameterCount(found.shape).total).toBe(7_615_616_512);
      expect(found.ignored.map(({ values }) => values.field)).toEqual(["vision_config"]);
    }
    // LLaVA 1.5: Vicuna, which is Llama 2 7B with 64 more tokens in both tables.
    const vicuna = { model_type: "llava", text_config: { model_type: "llama", vocab_size: 32_064 } };
    expect(parameterCount(shapeOf(vicuna)).total).toBe(6_738_415_616 + 2 * 64 * 4096);
  });

  it("names further-token layers where there are any, and no others", () => {
    const none = shapeOfConfig({ ...configOf("deepseek-ai/DeepSeek-V3"), num_nextn_predict_layers: 0 });
    expect("ignored" in none && none.ignored.map(({ values }) => values.field)).toEqual(["quantization_config"]);
  });

  it("takes its name from the configuration", () => {
    const config = { ...configOf("meta-llama/Llama-2-70b-hf"), _name_or_path: "our-lab/Finance Llama 70B" };
    expect(shapeOf(config)).toMatchObject({ id: "finance-llama-70b", label: "Finance Llama 70B" });
    expect(shapeOf(configOf("meta-llama/Llama-2-70b-hf"))).toMatchObject({ id: "llama-69b", label: "llama 69B" });
  });

  it.each([
    [[], "config.json: must be an object; received a list."],
    [null, "config.json: must be an object; received null."],
    [{ model_type: "our_own" }, /model_type must be one of .*bloom, .*; received "our_own"\.$/],
    [{ model_type: "mamba" }, /and mamba has layers that are no attention .*; received "mamba"\.$/],
    [
      { model_type: "bert", hidden_size: 1024 },
      /must name a decoder .*, and bert fills in masked tokens; received "bert"\.$/,
    ],
    [{ model_type: "vit" }, /and vit reads pictures; /],
    [{ text_config: { model_type: "mllama_text_model" } }, /text_config\.model_type .* attend to a picture alone/],
    [{ model_type: "constructor" }, /received "constructor"\.$/],
    [{}, /model_type must be one of .*; received nothing\.$/],
  ])("refuses %j", (config, text) => {
    expect(textsOf(config)).toEqual([
      expect.stringMatching(text instanceof RegExp ? text : text.replaceAll(".", "\\.")),
    ]);
  });

  const llama = configOf("meta-llama/Llama-3.2-1B");

  it.each([
    ["hidden_size", undefined, "hidden_size or n_embd or n_embed or d_model must be a whole number"],
    ["hidden_size", -2048, "received -2048."],
    ["hidden_size", "2048", 'received "2048".'],
    ["hidden_size", Number.NaN, "hidden_size or n_embd or n_embed or d_model must be a whole number"],
    ["num_hidden_layers", 1.5, "received 1.5."],
    ["num_hidden_layers", 1e300, "from 1 to 1e9; received 1e+300."],
    ["num_key_value_heads", 5, "num_key_value_heads or num_kv_heads must divide 32; received 5."],
    ["vocab_size", 0, "vocab_size must be a whole number from 1 to 1e9; received 0."],
    ["attention_bias", "yes", 'attention_bias must be true or false; received "yes".'],
  ])("refuses %s of %j with the rule and the value", (field, value, text) => {
    expect(textsOf({ ...llama, [field]: value }).join(" ")).toContain(text);
  });

  it("tells everything that is wrong at once", () => {
    expect(textsOf({ model_type: "gpt2", n_embd: 0, n_layer: "x", n_head: 12, vocab_size: -1 }).length).toBe(3);
  });

  it("refuses nothing for being off a size that is itself refused", () => {
    const texts = [
      ...textsOf({ ...configOf("facebook/opt-6.7b"), hidden_size: "wide", word_embed_proj_dim: 4096 }),
      ...textsOf({ ...configOf("facebook/opt-6.7b"), word_embed_proj_dim: 0 }),
      ...textsOf({ ...configOf("google/gemma-2-9b"), num_hidden_layers: -1, layer_types: ["full_attention"] }),
    ];
    expect(texts.join(" ")).not.toMatch(/NaN/);
    expect(texts.length).toBe(3);
  });

  it("refuses heads that do not divide the width, layers that are no attention, more active experts than there are", () => {
    expect(textsOf({ ...configOf("openai-community/gpt2-xl"), n_head: 24 })[0]).toContain(
      "must divide 1600; received 24",
    );
    const linear = { ...configOf("openai/gpt-oss-20b"), layer_types: ["linear_attention"] };
    expect(textsOf(linear)[0]).toContain('may hold full_attention and sliding_attention; received "linear_attention"');
    const mixtral = { ...configOf("mistralai/Mixtral-8x7B-v0.1"), num_experts_per_tok: 9 };
    expect(textsOf(mixtral)[0]).toContain("must be at most the 8 experts; received 9");
    const opt = { ...configOf("facebook/opt-6.7b"), word_embed_proj_dim: 512 };
    expect(textsOf(opt)[0]).toContain("must equal hidden_size 4096; received 512");
  });

  it("never throws: any change of any field gives a shape of finite size or reasons", () => {
    const value = fc.oneof(fc.jsonValue(), fc.integer(), fc.constantFrom(0, -1, 1e308, null, true, [], {}, ""));
    const broken = fc
      .constantFrom(...publishedConfigs)
      .chain(({ config }) =>
        fc
          .dictionary(fc.constantFrom(...Object.keys(config)), value, { minKeys: 1, maxKeys: 3 })
          .map((changes) => ({ ...config, ...changes })),
      );
    fc.assert(
      fc.property(fc.oneof(broken, fc.jsonValue()), (config) => {
        const found = shapeOfConfig(config);
        if ("refusal" in found) expect(found.refusal.length).toBeGreaterThan(0);
        else expect(Number.isFinite(parameterCount(found.shape).total)).toBe(true);
      }),
      { seed: 20261120, numRuns: 2000 },
    );
  });
});
