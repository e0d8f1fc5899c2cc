// Guarantees that a customer's own architecture is quoted, trained, delivered and billed like one of the catalog, by the
// shape that was signed and no other, and that what cannot be read or run is refused with rule and value.
import { readCheckpoint } from "@ingot/datasets";
import { tables } from "@ingot/db";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askOf, quoteOf, runToEnd, sign } from "../../test/story.ts";
import { auditOf, createWorld, staffContext, systemContext, type World } from "../../test/world.ts";
import { getContract } from "../contract/get.ts";
import { deliverContract, issuePapers, settleContract } from "../contract/settlement.ts";
import { listInvoices } from "../invoice/list.ts";
import { listFleetJobs } from "../site/list-jobs.ts";
import { listWorkflows } from "../workflow/list.ts";
import { acceptQuote } from "./accept.ts";
import { sha256 } from "./digest.ts";
import { getQuote } from "./get.ts";
import { listQuotes } from "./list.ts";
import { previewQuote } from "./preview.ts";
import { quoteAskInput, quotePreviewOutput, quoteSchema } from "./schemas.ts";
import { verifyQuoteDocument } from "./verify.ts";

/** A Llama of 12 layers that reads GPT-2's tokens: 85.6 million parameters in its layers, 77.2 million beside them. */
const config = {
  model_type: "llama",
  _name_or_path: "lumen/brass-160m",
  hidden_size: 768,
  intermediate_size: 2048,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  vocab_size: 50_304,
  max_position_embeddings: 2048,
  attention_dropout: 0.1,
  tie_word_embeddings: false,
};

// 12 layers of 4 · 768² + 3 · 768 · 2048 + 2 · 768, two matrices of 50,304 · 768, and the last norm.
const parameters = 12 * (4 * 768 ** 2 + 3 * 768 * 2048 + 2 * 768) + 2 * 50_304 * 768 + 768;

const own = (changes: object = {}, beside: object = {}) => ({
  model: undefined,
  config: { ...config, ...changes },
  tokens_counted_in: "r50k_base",
  ...beside,
});

describe("a customer's own architecture", () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  const preview = (changes: object = {}) =>
    previewQuote({ ctx: world.lumen.ctx("viewer"), input: askOf(world.lumen, changes) });
  const refusalOf = async (changes: object): Promise<{ code: string; message: string }> => {
    const error = await preview(changes).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    return error as { code: string; message: string };
  };

  it("gets price, date, loss and the other hardware beside it, with what of it was left aside", async () => {
    const answer = quotePreviewOutput.parse(await preview(own()));
    expect(answer.model).toMatchObject({
      label: "brass-160m",
      parameters,
      active_parameters: parameters,
      tokens_counted_in: "r50k_base",
      ignored: [{ code: "ignored", text: expect.stringContaining("attention_dropout") }],
    });
    expect(answer.recipe).toMatchObject({ tested: "new", sequence_length: 2048, global_batch_size: 256 });
    expect(answer.recipe["source"]).toMatch(/^not published for this model: GPT-3's setting for this size/);
    if (answer.result.outcome !== "offered") throw new Error("a small model can be had");
    expect(answer.result.learning.advice).toContain("bring more data or take a smaller model");
    expect(answer.alternatives.map(({ system, outcome }) => `${system} ${outcome}`)).toEqual(
      expect.arrayContaining(["dgx-a100-80 offered", "cs-3 offered"]),
    );
  });

  it("counts passes in the encoding that the customer names", async () => {
    const mine = eq(tables.datasetVersion.id, world.lumen.versionId);
    const tokenCounts = [
      { encoding: "r50k_base", tokens: 3_000_000 },
      { encoding: "cl100k_base", tokens: 2_500_000 },
    ];
    const [before] = await world.databases.platform.select().from(tables.datasetVersion).where(mine);
    await world.databases.platform.update(tables.datasetVersion).set({ tokenCounts }).where(mine);
    for (const { encoding, tokens } of tokenCounts) {
      const asked = own({ vocab_size: 128_256 }, { tokens_counted_in: encoding, tokens: undefined, passes: 2 });
      const answer = await preview(asked);
      if (answer.result.outcome !== "offered") throw new Error("two passes can be had");
      expect(answer.model.tokens_counted_in).toBe(encoding);
      expect(answer.result.learning).toMatchObject({ unique_tokens: tokens, passes: 2 });
    }
    await world.databases.platform.update(tables.datasetVersion).set({ tokenCounts: before?.tokenCounts }).where(mine);
    const uncounted = await refusalOf(own({ vocab_size: 128_256 }, { tokens_counted_in: "cl100k_base" }));
    expect(uncounted.message).toContain("brass-160m (cl100k_base); this version has counts for: r50k_base");
  });

  it("stands whole in the signed paper, as it was received in the quote, and is checked by anybody", async () => {
    const asked = own({}, { model_name: "Brass" });
    const quote = quoteSchema.parse(await quoteOf(world, world.lumen, asked));
    expect(quote).toMatchObject({ model_label: "Brass", model: expect.stringMatching(/^own-brass-[0-9a-f]{12}$/) });
    const document = JSON.parse(quote.document);
    expect(document.model).toMatchObject({
      id: quote.model,
      label: "Brass",
      parameters: String(parameters),
      architecture: { layers: 12, hidden: 768, heads: 12, vocabulary: 50_304, positions: "rotary" },
      tokens_counted_in: "r50k_base",
    });
    expect(JSON.parse(quote.own_model?.config ?? "")).toEqual(config);
    expect(document.model.config_digest).toBe(sha256(quote.own_model?.config ?? ""));
    expect(quote.own_model).toMatchObject({ parameters, shape: document.model.architecture });
    expect(await getQuote({ ctx: world.lumen.ctx(), input: { id: quote.id } })).toEqual(quote);
    const listed = await listQuotes({ ctx: world.lumen.ctx(), input: { limit: 10 } });
    expect(listed.items.find(({ id }) => id === quote.id)).toMatchObject({ model_label: "Brass", model: quote.model });
    const { hash, signature } = quote;
    const verdict = await verifyQuoteDocument({
      ctx: world.lumen.ctx(),
      input: { document: quote.document, hash, signature },
    });
    expect(verdict).toEqual({ hash_matches: true, signature_valid: true, differences: [] });
  });

  it("is another model where the shape is another, though the name is the same", async () => {
    const named = { model_name: "Brass" };
    const [one, deeper, again] = [
      await quoteOf(world, world.lumen, own({}, named)),
      await quoteOf(world, world.lumen, own({ num_hidden_layers: 24 }, named)),
      await quoteOf(world, world.lumen, own({}, named)),
    ];
    expect(deeper.model_label).toBe(one.model_label);
    expect(deeper.model).not.toBe(one.model);
    expect(again.model).toBe(one.model);
    const layers = async (id: string) => {
      const found = await getQuote({ ctx: world.lumen.ctx(), input: { id } });
      return found.own_model?.shape["layers"];
    };
    expect([await layers(one.id), await layers(deeper.id)]).toEqual([12, 24]);
    expect(deeper.offer.plan.step_time_seconds).toBeGreaterThan(one.offer.plan.step_time_seconds);
  });

  it("is not of the catalog though it bears a name of it: no published recipe is taken for its own", async () => {
    const answer = await preview(own({ _name_or_path: "openai-community/gpt2" }));
    expect(answer.model.id).toMatch(/^own-gpt2-/);
    expect(answer.recipe["source"]).toContain("not published for this model");
  });

  it("is trained, delivered and billed by the kept shape", async () => {
    const id = await sign(world, world.lumen, own({}, { model_name: "Brass" }));
    expect(await runToEnd(world, id)).toBe("trained");
    const ctx = systemContext(world);
    await issuePapers({ ctx, input: { contractId: id } });
    await deliverContract({ ctx, input: { contractId: id } });
    await settleContract({ ctx, input: { contractId: id } });
    const contract = await getContract({ ctx: world.lumen.ctx(), input: { id } });
    expect(contract).toMatchObject({ status: "closed", model_label: "Brass", tokens_trained: 20_000_000_000 });
    const invoices = await listInvoices({ ctx: world.lumen.ctx(), input: { limit: 10 } });
    const kinds = invoices.items.map(({ kind, status }) => `${kind} ${status}`);
    expect(kinds).toEqual(expect.arrayContaining(["deposit paid", "milestone paid", "delivery paid"]));

    const store = world.platform.stores.site("lyon");
    const manifest = JSON.parse(Buffer.from((await store.get(`deliveries/${id}/manifest.json`)) ?? []).toString());
    expect(manifest.model).toMatchObject({ id: contract.model, label: "Brass", architecture: { layers: 12 } });
    const [final] = await world.databases.platform
      .select()
      .from(tables.checkpoint)
      .where(eq(tables.checkpoint.final, true));
    const bytes = await store.get(final?.storeKey ?? "");
    expect(readCheckpoint(bytes ?? new Uint8Array()).manifest).toMatchObject({
      model: contract.model,
      simulated: true,
    });

    const jobs = await listFleetJobs({ ctx: staffContext(world, "operator"), input: { limit: 10 } });
    expect(new Set(jobs.items.map(({ model }) => model))).toEqual(new Set(["Brass"]));
    const workflows = await listWorkflows({ ctx: world.lumen.ctx(), input: { limit: 10 } });
    expect(workflows.items.map(({ title }) => title)).toEqual(["Train Brass"]);
  });

  it("is not there for a stranger", async () => {
    const quote = await quoteOf(world, world.lumen, own());
    const input = { id: quote.id };
    await expect(getQuote({ ctx: world.rival.ctx(), input })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const seen = await world.databases.app.transaction(async (tx) => {
      await tx.execute(sql`select set_config('ingot.organization', ${world.rival.id}, true)`);
      return tx.select({ model: tables.quote.model }).from(tables.quote);
    });
    expect(seen).toEqual([]);
  });

  it("is a forgery once its kept shape or configuration is not the signed one", async () => {
    const changes = [
      sql`jsonb_set(model, '{shape,layers}', '24')`,
      sql`jsonb_set(model, '{own,config}', '"{}"')`,
      sql`jsonb_set(model, '{shape,label}', '"Gold"')`,
      sql`null`,
    ];
    for (const model of changes) {
      const quote = await quoteOf(world, world.lumen, own());
      const mine = eq(tables.quote.id, quote.id);
      await world.databases.platform.update(tables.quote).set({ model }).where(mine);
      const input = { id: quote.id, hash: quote.hash, signed_name: "Ana Diaz" };
      await expect(acceptQuote({ ctx: world.lumen.ctx(), input })).rejects.toMatchObject({ code: "CONFLICT" });
      expect(await auditOf(world, world.lumen.id)).toContain(`quote.tampering_found ${quote.id}`);
    }
  });

  it("reads a quote of before models were kept", async () => {
    const quote = await quoteOf(world);
    const { architecture: _, tokens_counted_in: __, ...model } = JSON.parse(quote.document).model;
    const document = JSON.stringify({ ...JSON.parse(quote.document), model });
    const signed = { document, hash: sha256(document), signature: world.platform.signer.sign(document), model: null };
    await world.databases.platform.update(tables.quote).set(signed).where(eq(tables.quote.id, quote.id));
    const read = await getQuote({ ctx: world.lumen.ctx(), input: { id: quote.id } });
    expect(read).toMatchObject({ model: "gpt2", model_label: quote.model_label, own_model: null });
    const input = { id: quote.id, hash: signed.hash, signed_name: "Ana Diaz" };
    const { contract_id } = await acceptQuote({ ctx: world.lumen.ctx(), input });
    const contract = await getContract({ ctx: world.lumen.ctx(), input: { id: contract_id } });
    expect(contract.model_label).toBe(quote.model_label);
  });

  it.each([
    [own({ model_type: "abacus" }), /^config: .*model_type must be one of .*received "abacus"/],
    [own({ hidden_size: "wide" }), /^config: .*hidden_size.*received "wide"/],
    [own({ num_hidden_layers: 4000 }), /^config: at most 512 layers .*received 4000/],
    [own({ note: "x".repeat(20_000) }), /^config: at most 16384 characters of JSON, received 20/],
    [
      own({ vocab_size: 32_000 }),
      /^tokens_counted_in: .*vocab_size, of r50k_base 50257, .*received r50k_base, which has 50257, with a vocab_size of 32000/,
    ],
    [own({}, { tokens_counted_in: "o200k_base" }), /^tokens_counted_in: .*received o200k_base, which has 200019/],
    [own({ model_type: "gpt2" }, { recipe: { sequence_length: 4096 } }), /2048 learned positions.*received 4096/],
  ])("is refused by rule and value: %#", async (changes, sentence) => {
    const { code, message } = await refusalOf(changes);
    expect(code).toBe("VALIDATION");
    expect(message).toMatch(sentence);
  });

  it.each([
    [{ config, tokens_counted_in: "r50k_base" }, "give either model or config"],
    [{ model: undefined }, "give either model or config"],
    [own({}, { tokens_counted_in: undefined }), "tokens_counted_in is one of r50k_base, cl100k_base, o200k_base"],
    [own({}, { tokens_counted_in: "klingon" }), 'expected one of "r50k_base"'],
    [{ tokens_counted_in: "r50k_base" }, "go with config"],
    [{ model_name: "Brass" }, "go with config"],
    [{ model_config: config }, 'Unrecognized key: "model_config"'],
    [{ wish: { hardware: "cs-3" } }, 'Unrecognized key: "hardware"'],
    [own({}, { model_name: "a\nb" }), "a name holds no control characters"],
    [own({}, { model_name: " " }), "Too small"],
  ])("takes no ask that says too much or too little: %#", (changes, sentence) => {
    const asked = { model: "gpt2", dataset_version: "dsv_1", tokens: 1_000_000, ...changes };
    const parsed = quoteAskInput.safeParse(asked);
    expect(parsed.success).toBe(false);
    expect(parsed.error?.issues.map(({ message }) => message).join()).toContain(sentence);
  });

  it("may be a mixture of experts or an encoder-decoder, and says with numbers why no hardware fits", async () => {
    const experts = { model_type: "mixtral", num_local_experts: 8, num_experts_per_tok: 2, num_key_value_heads: 12 };
    const mixture = await preview(own(experts));
    expect(mixture.result.outcome).toBe("offered");
    expect(mixture.model.active_parameters).toBeLessThan(mixture.model.parameters);
    const t5 = {
      config: {
        model_type: "t5",
        d_model: 768,
        d_ff: 3072,
        d_kv: 64,
        num_heads: 12,
        num_layers: 12,
        vocab_size: 50_304,
        n_positions: 512,
      },
    };
    const quote = await quoteOf(world, world.lumen, own({}, t5));
    expect(JSON.parse(quote.document).model.architecture.encoder).toMatchObject({ layers: 12 });
    const giant = own(
      { hidden_size: 16_384, intermediate_size: 65_536, num_hidden_layers: 200, num_attention_heads: 128 },
      { wish: { system: "dgx-h100", devices: 8 } },
    );
    const refused = await preview(giant);
    expect(refused.result).toMatchObject({ outcome: "infeasible", reason: { code: "memory" }, unit: "B" });
    if (refused.result.outcome === "infeasible") {
      expect(refused.result.needed).toBeGreaterThan(refused.result.available);
    }
    const nowhere = {
      hidden_size: 32_768,
      intermediate_size: 131_072,
      num_hidden_layers: 400,
      num_attention_heads: 256,
    };
    const none = await preview(own(nowhere, { wish: {} }));
    expect(none.result).toMatchObject({ outcome: "infeasible", reason: { text: expect.stringMatching(/\d/) } });
    expect(new Set(none.alternatives.map(({ outcome }) => outcome))).toEqual(new Set(["infeasible"]));
    await expect(quoteOf(world, world.lumen, giant)).rejects.toMatchObject({ code: "INFEASIBLE" });
  });
});
