// Guarantee: shapes and counts are the published ones, to the last parameter.
import { describe, expect, it } from "vitest";
import { findModel, modelCatalog } from "./catalog.ts";
import { trainingFlopsPerToken } from "./flops.ts";
import { parameterCount } from "./parameters.ts";

const published: readonly (readonly [id: string, total: number, source: string])[] = [
  ["gpt2", 124_439_808, "openai-community/gpt2 checkpoint"],
  ["gpt2-medium", 354_823_168, "openai-community/gpt2-medium checkpoint"],
  ["gpt2-large", 774_030_080, "openai-community/gpt2-large checkpoint"],
  ["gpt2-xl", 1_557_611_200, "openai-community/gpt2-xl checkpoint"],
  ["gpt-j-6b", 6_050_882_784, "EleutherAI/gpt-j-6b model card"],
  ["gpt-neox-20b", 20_554_567_680, "arXiv 2204.06745"],
  ["llama3-8b", 8_030_261_248, "meta-llama/Meta-Llama-3-8B checkpoint"],
  ["llama3-70b", 70_553_706_496, "meta-llama/Meta-Llama-3-70B checkpoint"],
  ["bloom-176b", 176_247_271_424, "bigscience/bloom model card"],
  ["pythia-1.4b", 1_414_647_808, "arXiv 2304.01373, Table 1"],
  ["pythia-6.9b", 6_857_302_016, "arXiv 2304.01373, Table 1"],
  ["pythia-12b", 11_846_072_320, "arXiv 2304.01373, Table 1"],
  ["mpt-7b", 6_649_286_656, "mosaicml/mpt-7b checkpoint"],
  ["falcon-7b", 6_921_720_704, "tiiuae/falcon-7b checkpoint"],
  ["falcon-40b", 41_303_293_952, "tiiuae/falcon-40b checkpoint"],
  ["falcon-180b", 179_522_565_120, "tiiuae/falcon-180B checkpoint"],
  ["opt-6.7b", 6_658_473_984, "facebook/opt-6.7b checkpoint"],
  ["bloom-7b1", 7_069_016_064, "bigscience/bloom-7b1 checkpoint"],
  ["llama2-7b", 6_738_415_616, "meta-llama/Llama-2-7b checkpoint"],
  ["llama2-13b", 13_015_864_320, "meta-llama/Llama-2-13b checkpoint"],
  ["llama2-70b", 68_976_648_192, "meta-llama/Llama-2-70b checkpoint"],
  ["llama3.2-1b", 1_235_814_400, "meta-llama/Llama-3.2-1B checkpoint"],
  ["llama3.2-3b", 3_212_749_824, "meta-llama/Llama-3.2-3B checkpoint"],
  ["llama3-405b", 405_853_388_800, "meta-llama/Llama-3.1-405B checkpoint"],
  ["mistral-7b", 7_241_732_096, "mistralai/Mistral-7B-v0.1 checkpoint"],
  ["qwen2.5-7b", 7_615_616_512, "Qwen/Qwen2.5-7B checkpoint"],
  ["qwen2.5-72b", 72_706_203_648, "Qwen/Qwen2.5-72B checkpoint"],
  ["qwen3-8b", 8_190_735_360, "Qwen/Qwen3-8B checkpoint"],
  ["qwen3-32b", 32_762_123_264, "Qwen/Qwen3-32B checkpoint"],
  ["gemma2-9b", 9_241_705_984, "google/gemma-2-9b checkpoint"],
  ["gemma2-27b", 27_227_128_320, "google/gemma-2-27b checkpoint"],
  ["olmo2-7b", 7_298_617_344, "allenai/OLMo-2-1124-7B checkpoint"],
  ["olmo2-13b", 13_716_198_400, "allenai/OLMo-2-1124-13B checkpoint"],
  ["mixtral-8x7b", 46_702_792_704, "mistralai/Mixtral-8x7B-v0.1 checkpoint"],
  ["mixtral-8x22b", 140_630_071_296, "mistralai/Mixtral-8x22B-v0.3 checkpoint"],
  ["qwen3-30b-a3b", 30_532_122_624, "Qwen/Qwen3-30B-A3B checkpoint"],
  ["qwen3-235b-a22b", 235_093_634_560, "Qwen/Qwen3-235B-A22B checkpoint"],
  ["gpt-oss-20b", 20_914_757_184, "arXiv 2508.10925, Table 1: 20.91 billion"],
  ["gpt-oss-120b", 116_829_156_672, "arXiv 2508.10925, Table 1: 116.83 billion"],
  ["deepseek-v2", 235_741_434_880, "deepseek-ai/DeepSeek-V2 checkpoint"],
  ["t5-base", 222_903_552, "google-t5/t5-base checkpoint"],
  ["t5-large", 737_668_096, "google-t5/t5-large checkpoint"],
  ["t5-3b", 2_851_598_336, "google-t5/t5-3b checkpoint"],
  ["t5-11b", 11_307_321_344, "google-t5/t5-11b checkpoint"],
];

describe("parameterCount", () => {
  it.each(published)("counts %s as published: %d (%s)", (id, total) => {
    const model = findModel(id);
    expect(model && parameterCount(model).total).toBe(total);
  });

  it("gives GPT-3 the 174.6 billion of arXiv 2104.04473, Table 1", () => {
    const model = findModel("gpt3-175b");
    expect(model && parameterCount(model).total / 1e9).toBeCloseTo(174.6, 1);
  });

  it.each([
    ["mt-nlg-530b", 530, "arXiv 2201.11990"],
    ["nemotron4-340b", 341, "arXiv 2406.11704: 9.4 billion of embeddings and 331.6 billion others"],
    ["deepseek-v3", 671, "arXiv 2412.19437"],
    ["opt-30b", 30, "arXiv 2205.01068"],
    ["opt-175b", 175, "arXiv 2205.01068"],
    ["cerebras-gpt-1.3b", 1.316, "arXiv 2304.03208, Table 1"],
    ["cerebras-gpt-6.7b", 6.658, "arXiv 2304.03208, Table 1"],
    ["cerebras-gpt-13b", 12.853, "arXiv 2304.03208, Table 1"],
    ["mpt-30b", 29.95, "mosaicml/mpt-30b model card"],
  ])("gives %s the %d billion of its paper (%s)", (id, billions) => {
    const model = findModel(id);
    expect(Math.abs((model ? parameterCount(model).total : 0) / 1e9 / billions - 1)).toBeLessThan(0.01);
  });

  it.each([
    ["mixtral-8x7b", 12.9, "arXiv 2401.04088: 12.9 billion of 46.7"],
    ["qwen3-30b-a3b", 3.3, "arXiv 2505.09388: 3.3 billion of 30.5"],
    ["qwen3-235b-a22b", 22, "arXiv 2505.09388: 22 billion of 235"],
    ["deepseek-v3", 37, "arXiv 2412.19437: 37 billion of 671"],
  ])("lets one token of %s meet %d billion parameters (%s)", (id, billions) => {
    const model = findModel(id);
    expect(Math.abs((model ? parameterCount(model).active : 0) / 1e9 / billions - 1)).toBeLessThan(0.025);
  });

  it("names every catalog model once, with a source, and adds up", () => {
    expect(new Set(modelCatalog.map((model) => model.id)).size).toBe(modelCatalog.length);
    for (const model of modelCatalog) {
      const count = parameterCount(model);
      expect(model.source.length, model.id).toBeGreaterThan(20);
      expect(count.embedding + model.layers * count.perLayer, model.id).toBeLessThanOrEqual(count.total);
    }
  });
});

describe("trainingFlopsPerToken", () => {
  it("equals 72 L h^2 (1 + s/6h + V/12Lh) for a GPT of plain shape (arXiv 2104.04473)", () => {
    const model = findModel("gpt3-175b");
    if (!model) throw new Error("gpt3-175b is in the catalog");
    const { layers, hidden, paddedVocabulary } = model;
    const formula = 72 * layers * hidden ** 2 * (1 + 2048 / (6 * hidden) + paddedVocabulary / (12 * layers * hidden));
    expect(trainingFlopsPerToken(model, 2048) / formula).toBeCloseTo(1, 10);
  });
});
