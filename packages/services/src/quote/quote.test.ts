// Guarantees that a quote says one price and one date with their reasons, that anybody can check it, and that an ask
// which cannot be met is refused with numbers.
import { tables } from "@ingot/db";
import { demoPriceBook, priceBookDigest } from "@ingot/pricing";
import { openFence } from "@ingot/governance";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { afterStart, askOf, quoteOf } from "../../test/story.ts";
import { auditOf, createWorld, fencedTo, staffContext, type World, worldStart } from "../../test/world.ts";
import { createQuote } from "./create.ts";
import { declineQuote } from "./decline.ts";
import { sha256 } from "./digest.ts";
import { getQuote } from "./get.ts";
import { listQuotes } from "./list.ts";
import { previewQuote } from "./preview.ts";
import { quotePreviewOutput, quoteSchema } from "./schemas.ts";
import { verifyQuoteDocument } from "./verify.ts";

describe("quotes", () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  const preview = (changes: object = {}) =>
    previewQuote({ ctx: world.lumen.ctx("viewer"), input: askOf(world.lumen, changes) });
  const get = (id: string, organization = world.lumen) => getQuote({ ctx: organization.ctx(), input: { id } });

  it("answers in the words of the API, with every other system beside the offer", async () => {
    const answer = quotePreviewOutput.parse(await preview());
    expect(answer.result.outcome).toBe("offered");
    if (answer.result.outcome !== "offered") return;
    const { plan, price_lines, price, forecast, learning, site } = answer.result;
    expect(plan).toMatchObject({ system: "dgx-h100", devices: 16, nodes: 2 });
    expect(site.country).toBe("FR");
    const cents = (amount: string) => Math.round(Number(amount) * 100);
    expect(price_lines.reduce((sum, line) => sum + cents(line.amount.amount), 0)).toBe(cents(price.amount));
    expect(new Date(forecast.promised_finish).getTime()).toBeGreaterThan(
      worldStart.getTime() + forecast.duration_seconds.p90 * 1000,
    );
    expect(learning.passes).toBeCloseTo(20_000_000_000 / learning.unique_tokens, 6);
    expect(learning.advice).toContain("bring more data or take a smaller model");
    const others = answer.alternatives.map(({ system, outcome }) => `${system} ${outcome}`);
    expect(others).toEqual(
      expect.arrayContaining(["dgx-a100-80 offered", "cs-3 offered", "dgx-h200 infeasible", "cs-2 infeasible"]),
    );
    expect(answer.alternatives.find(({ system }) => system === "dgx-h200")?.reason).toContain("no site");
  });

  it("previews leave nothing behind", async () => {
    await preview();
    expect(await world.databases.platform.select().from(tables.quote)).toEqual([]);
  });

  it("makes a numbered, hashed, signed quote with an audit row; gaps in numbers do not come from refusals", async () => {
    const impossible = { wish: { system: "dgx-h100", devices: 4096 } };
    await expect(quoteOf(world, world.lumen, impossible)).rejects.toMatchObject({
      code: "INFEASIBLE",
      details: { needed: 512, available: 8, unit: "nodes" },
    });
    const quote = quoteSchema.parse(await quoteOf(world));
    expect(quote).toMatchObject({ number: "Q-000001", status: "open", contract_id: null });
    expect(sha256(quote.document)).toBe(quote.hash);
    expect(quote.expires_at).toBe(afterStart(14 * 86_400_000).toISOString());
    expect(await auditOf(world, world.lumen.id)).toContain(`quote.create ${quote.id}`);
    expect(await get(quote.id)).toEqual(quote);
    expect(JSON.parse(quote.document).sign_by.rule).toContain("the promised finish moves");
  });

  it("gives the same answer to the same key, and refuses the key for another ask", async () => {
    const ctx = () => world.lumen.ctx("engineer", { idempotencyKey: "quote-once" });
    const first = await createQuote({ ctx: ctx(), input: askOf(world.lumen) });
    expect(await createQuote({ ctx: ctx(), input: askOf(world.lumen) })).toEqual(first);
    await expect(createQuote({ ctx: ctx(), input: askOf(world.lumen, { tokens: 1_000_000 }) })).rejects.toMatchObject({
      code: "IDEMPOTENCY_MISMATCH",
    });
  });

  it("is not there for a stranger, not even the data it would be about", async () => {
    const quote = await quoteOf(world);
    await expect(get(quote.id, world.rival)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(declineQuote({ ctx: world.rival.ctx(), input: { id: quote.id } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const theirs = askOf(world.rival);
    await expect(previewQuote({ ctx: world.lumen.ctx(), input: theirs })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listQuotes({ ctx: world.rival.ctx(), input: { limit: 10 } })).items).toEqual([]);
  });

  it("says the price with the tax of whoever asks, and when its parts fall due", async () => {
    const mine = await quoteOf(world);
    const cents = (amount: string) => Math.round(Number(amount) * 100);
    expect(mine.with_tax).toMatchObject({ rate: "0.20", note: expect.stringContaining("VAT 20 %") });
    expect(cents(mine.with_tax?.total.amount ?? "")).toBe(Math.round(cents(mine.price.amount) * 1.2));
    const theirs = await quoteOf(world, world.rival);
    expect(theirs.with_tax).toMatchObject({ rate: "0", total: theirs.price });
    expect(mine.terms.find(({ code }) => code === "payment")?.text).toContain(
      "30 % as a deposit at acceptance, 40 % when 50 % of the tokens are verified, 30 % at delivery",
    );
  });

  it("refuses roles that may not write, staff and nobody", async () => {
    const input = askOf(world.lumen);
    await expect(createQuote({ ctx: world.lumen.ctx("viewer"), input })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(createQuote({ ctx: staffContext(world, "operator"), input })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const anonymous = { ...world.lumen.ctx(), actor: { kind: "anonymous" } as const };
    await expect(createQuote({ ctx: anonymous, input })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("takes the fewest devices that keep a wished date, or says by how much none does", async () => {
    const relaxed = await preview({
      wish: { system: "dgx-h100", finish_by: afterStart(12 * 3_600_000).toISOString() },
    });
    const hurried = await preview({ wish: { system: "dgx-h100", finish_by: afterStart(3 * 3_600_000).toISOString() } });
    if (relaxed.result.outcome !== "offered" || hurried.result.outcome !== "offered")
      throw new Error("both can be met");
    expect(relaxed.result.plan.devices).toBeLessThan(hurried.result.plan.devices);
    expect(new Date(hurried.result.forecast.promised_finish).getTime()).toBeLessThanOrEqual(
      afterStart(3 * 3_600_000).getTime(),
    );
    const never = await preview({ wish: { system: "dgx-h100", finish_by: afterStart(600_000).toISOString() } });
    expect(never.result).toMatchObject({
      outcome: "infeasible",
      unit: "seconds",
      available: 600,
      reason: { code: "deadline" },
    });
  });

  it("stays in the wished country, and says why it cannot", async () => {
    const american = await preview({ wish: { country: "US" } });
    expect(american.result).toMatchObject({ outcome: "offered", site: { country: "US" } });
    const wafers = await preview({ wish: { country: "US", system: "cs-3" } });
    expect(wafers.result).toMatchObject({ outcome: "infeasible", reason: { code: "residency" } });
    if (wafers.result.outcome === "infeasible") expect(wafers.result.reason.text).toContain("lies in FR, not in US");
  });

  it("never offers a site outside the data's fence", async () => {
    const { datasetVersion } = tables;
    const mine = eq(datasetVersion.id, world.lumen.versionId);
    await world.databases.platform
      .update(datasetVersion)
      .set({ fence: fencedTo("US") })
      .where(mine);
    const answer = await preview({ wish: { system: "dgx-h100" } });
    await world.databases.platform.update(datasetVersion).set({ fence: openFence }).where(mine);
    expect(answer.result).toMatchObject({ outcome: "infeasible", reason: { code: "residency" } });
    expect(answer.alternatives.filter(({ outcome }) => outcome === "offered").map(({ country }) => country)).toEqual([
      "US",
    ]);
  });

  it("B6: refuses extremes with the rule and the value", async () => {
    const refused: [object, string][] = [
      [{ model: "gpt9" }, 'received "gpt9"'],
      [{ tokens: 10 ** 15 + 1 }, "received 1000000000000001"],
      [{ recipe: { sequence_length: 4096 } }, "received 4096"],
      [{ wish: { finish_by: "2020-01-01T00:00:00.000Z" } }, "received 2020-01-01T00:00:00.000Z"],
      [{ wish: { system: "abacus" } }, 'received "abacus"'],
      [{ model: "bloom-176b" }, "its own, which we do not have"],
    ];
    for (const [changes, text] of refused) {
      const refusal = await preview(changes).catch((error: unknown) => error);
      expect(refusal, text).toMatchObject({ code: "VALIDATION" });
      expect(String((refusal as Error).message)).toContain(text);
    }
  });

  it("counts passes over the data as tokens", async () => {
    const answer = await preview({ tokens: undefined, passes: 3 });
    if (answer.result.outcome !== "offered") throw new Error("three passes can be had");
    expect(answer.result.learning.passes).toBeCloseTo(3, 2);
  });

  it("is checked by anybody: hash, signature and every amount", async () => {
    const quote = await quoteOf(world);
    const { document, hash, signature } = quote;
    const anybody = { ...world.lumen.ctx(), actor: { kind: "anonymous" } as const };
    const verify = (paper: { document: string; hash: string; signature: string }) =>
      verifyQuoteDocument({ ctx: anybody, input: paper });
    expect(await verify({ document, hash, signature })).toEqual({
      hash_matches: true,
      signature_valid: true,
      differences: [],
    });
    const cheaper = document.replace(`"amount":"${quote.price.amount}"`, '"amount":"1.00"');
    const verdict = await verify({ document: cheaper, hash, signature });
    expect(verdict).toMatchObject({ hash_matches: false, signature_valid: false });
    expect(verdict.differences.map(({ path }) => path)).toContain("price.amount");
    expect((await verify({ document: "[]", hash, signature })).differences).toHaveLength(1);
    expect((await verify({ document: "{}", hash, signature })).differences.length).toBeGreaterThan(0);
  });

  it("declines once and for all", async () => {
    const quote = await quoteOf(world);
    const decline = () => declineQuote({ ctx: world.lumen.ctx(), input: { id: quote.id } });
    expect(await decline()).toMatchObject({ status: "declined" });
    expect(await decline()).toMatchObject({ status: "declined" });
    const declined = await listQuotes({ ctx: world.lumen.ctx(), input: { limit: 10, status: "declined" } });
    expect(declined.items.map(({ id }) => id)).toEqual([quote.id]);
  });

  it("B2: keeps its price when the book moves; new quotes take the new book", async () => {
    const before = await quoteOf(world);
    const rates = demoPriceBook.device_hour["dgx-h100"];
    const device_hour = { ...demoPriceBook.device_hour, "dgx-h100": { rate: "3.078", source: rates?.source ?? "" } };
    const book = { ...demoPriceBook, version: 2, effective_from: worldStart.toISOString(), device_hour };
    await world.databases.platform.insert(tables.priceBook).values({
      id: world.platform.newId("priceBook"),
      version: 2,
      document: book,
      digest: priceBookDigest(book, sha256),
      effectiveFrom: worldStart,
    });
    const now = await quoteOf(world);
    expect(Number(now.price.amount)).toBeGreaterThan(Number(before.price.amount));
    expect((await get(before.id)).price).toEqual(before.price);
    expect(JSON.parse(now.document).price_book.version).toBe(2);
  });

  it("shows as expired at the instant of expiry, without a job, and pages through the rest", async () => {
    const quote = await quoteOf(world);
    await world.setNow(new Date(quote.expires_at));
    expect((await get(quote.id)).status).toBe("expired");
    const page = (status: "open" | "expired", cursor?: string) =>
      listQuotes({ ctx: world.lumen.ctx(), input: { limit: 2, status, cursor } });
    expect((await page("open")).items).toEqual([]);
    const seen: string[] = [];
    for (let cursor: string | undefined, more = true; more;) {
      const { items, next_cursor } = await page("expired", cursor);
      seen.push(...items.map(({ id }) => id));
      more = next_cursor !== null;
      cursor = next_cursor ?? undefined;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toContain(quote.id);
    await world.setNow(worldStart);
  });
});
