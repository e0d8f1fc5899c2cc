import { describe, expect, it } from "vitest";
import { encodings, encodingSizes, loadTokenCounter, modelTokenizers, tokenizerOf } from "../index.ts";

describe("tokens are counted by the published vocabularies", () => {
  it("gives the published counts", async () => {
    const [gpt2, cl100k, o200k] = await Promise.all(encodings.map((name) => loadTokenCounter(name)));
    // OpenAI, "How to count tokens with tiktoken": the three example sentences.
    const examples = ["antidisestablishmentarianism", "2 + 2 = 4", "お誕生日おめでとう"];
    expect(examples.map((text) => gpt2?.(text).tokens)).toEqual([5, 5, 14]);
    expect(examples.map((text) => cl100k?.(text).tokens)).toEqual([6, 7, 9]);
    expect(examples.map((text) => o200k?.(text).tokens)).toEqual([6, 7, 8]);
  });

  it("has its ids below its size; in the older two a special token is the last", async () => {
    const [r50k, cl100k, o200k] = await Promise.all([
      import("gpt-tokenizer/encoding/r50k_base"),
      import("gpt-tokenizer/encoding/cl100k_base"),
      import("gpt-tokenizer/encoding/o200k_base"),
    ]);
    const last = (encode: typeof r50k.encode, name: string) => encode(name, { allowedSpecial: new Set([name]) });
    expect(last(r50k.encode, "<|endoftext|>")).toEqual([encodingSizes.r50k_base - 1]);
    expect(last(cl100k.encode, "<|endofprompt|>")).toEqual([encodingSizes.cl100k_base - 1]);
    // tiktoken's end of prompt is 200,018; the package follows the harmony format there, so its end of text is asked.
    expect(last(o200k.encode, "<|endoftext|>")).toEqual([199_999]);
    expect(encodingSizes.o200k_base).toBe(200_018 + 1);
  });

  it("reads the name of a special token as plain text", async () => {
    const count = await loadTokenCounter("r50k_base");
    expect(count("<|endoftext|>").tokens).toBeGreaterThan(1);
  });

  it("counts runs that no language has in parts, and says so; all else in one piece", async () => {
    for (const name of encodings) {
      const count = await loadTokenCounter(name);
      for (const unit of ["a", " ", "7", "-", "😀", "é"]) {
        const long = count(unit.repeat(20_000));
        expect(long.longRuns, unit).toBeGreaterThan(30);
        expect(long.tokens, unit).toBeGreaterThan(20);
      }
      expect(count("an ordinary sentence, ".repeat(500)).longRuns).toBe(0);
    }
  });

  it("counts a long text in parts to the token: a part ends where a word does", async () => {
    const units = [
      "a",
      "Ab",
      "é",
      "中文",
      "1",
      "23",
      "!",
      "...",
      "'s",
      "\n",
      "\r\n",
      " ",
      "  ",
      "\t",
      "\u3000",
      "😀",
      "/",
    ];
    let state = 5;
    const next = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const long = Array.from({ length: 120_000 }, () => units[next(units.length)]).join("");
    const whole = await Promise.all([
      import("gpt-tokenizer/encoding/r50k_base"),
      import("gpt-tokenizer/encoding/cl100k_base"),
      import("gpt-tokenizer/encoding/o200k_base"),
    ]);
    for (const [at, name] of encodings.entries()) {
      expect((await loadTokenCounter(name))(long)).toEqual({ tokens: whole[at]?.countTokens(long), longRuns: 0 });
    }
  });

  it("refuses an unknown vocabulary by name", () => {
    expect(() => loadTokenCounter("llama" as "r50k_base")).toThrow('received "llama"');
  });
});

describe("a count that is an approximation says so", () => {
  it("for Llama 3, Qwen and those that read GPT-NeoX's vocabulary", () => {
    const rough = modelTokenizers.filter((entry) => !entry.exact);
    const families = new Set(rough.map((entry) => entry.model.replace(/-.*/, "")));
    expect([...families]).toEqual(["gpt", "pythia", "mpt", "llama3.2", "llama3", "qwen2.5", "qwen3"]);
    expect(rough.map((entry) => entry.model)).toEqual(expect.arrayContaining(["gpt-neox-20b", "llama3-8b"]));
    for (const entry of rough) expect(entry.note).toMatch(/^Approximation: /);
    expect(tokenizerOf("gpt-j-6b")).toMatchObject({ encoding: "r50k_base", exact: true });
    expect(tokenizerOf("unheard-of")).toBeUndefined();
  });
});
