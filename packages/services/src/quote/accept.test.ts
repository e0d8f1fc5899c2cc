// Guarantees that acceptance is one transaction: one contract whoever races, nothing left behind when refused.
import { tables } from "@ingot/db";
import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { afterStart, quoteOf, sign } from "../../test/story.ts";
import { auditOf, createWorld, fencedTo, type World } from "../../test/world.ts";
import type { ServiceError } from "../errors.ts";
import { auditBooks } from "../ledger/audit-books.ts";
import { acceptQuote } from "./accept.ts";
import { sha256 } from "./digest.ts";

const counted = ["contract", "invoice", "job", "capacity_hold", "ledger_transfer", "outbox", "contract_event"] as const;

describe("accepting a quote", () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });
  afterEach(() => world.close());

  const accept = (quote: { id: string; hash: string }, extra: object = {}, role: "admin" | "engineer" = "admin") =>
    acceptQuote({
      ctx: world.lumen.ctx(role, extra),
      input: { id: quote.id, hash: quote.hash, signed_name: "Ana Diaz" },
    });
  const rows = async () => {
    const found: Record<string, number> = {};
    for (const table of counted) {
      const {
        rows: [row],
      } = await world.databases.platform.execute<{ n: number }>(
        sql`select count(*)::int as n from ${sql.identifier(table)}`,
      );
      found[table] = row?.n ?? -1;
    }
    return found;
  };
  const nothing = {
    contract: 0,
    invoice: 0,
    job: 0,
    capacity_hold: 0,
    ledger_transfer: 2,
    outbox: 0,
    contract_event: 0,
  };
  const books = () => world.databases.platform.transaction(auditBooks);

  it("makes the contract, its jobs, holds and deposit, tells the engine, and leaves an audit row", async () => {
    const quote = await quoteOf(world);
    const { contract_id } = await accept(quote);
    expect(await rows()).toEqual({
      ...nothing,
      contract: 1,
      invoice: 1,
      job: 2,
      capacity_hold: 1,
      ledger_transfer: 6,
      outbox: 2,
      contract_event: 4,
    });
    expect(await auditOf(world, world.lumen.id)).toContain(`quote.accept ${contract_id}`);
    expect(await books()).toMatchObject({ drifted: [], unbalanced: [] });
    const [contract] = await world.databases.platform.select().from(tables.contract);
    expect(contract).toMatchObject({ status: "active", number: "C-000001", signedName: "Ana Diaz" });
    expect(contract?.promisedFinish.toISOString()).toBe(quote.promised_finish);
  });

  it("B4: 50 at once give one contract, and the other 49 are told its id", async () => {
    const quote = await quoteOf(world);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => accept(quote, { idempotencyKey: `request-${index}` })),
    );
    const won = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value.contract_id] : []));
    const lost = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as ServiceError] : []));
    expect(won).toHaveLength(1);
    expect(lost.map(({ code }) => code)).toEqual(Array.from({ length: 49 }, () => "ALREADY_ACCEPTED"));
    expect(new Set(lost.map(({ details }) => details["contract_id"]))).toEqual(new Set(won));
    expect(await rows()).toMatchObject({ contract: 1, invoice: 1, capacity_hold: 1, job: 2 });
    expect(await books()).toMatchObject({ drifted: [], unbalanced: [] });
  });

  it("B4: 50 at once with one shared key give 50 equal answers", async () => {
    const quote = await quoteOf(world);
    const shared = await Promise.all(Array.from({ length: 50 }, () => accept(quote, { idempotencyKey: "one-key" })));
    expect(new Set(shared.map(({ contract_id }) => contract_id)).size).toBe(1);
    expect(await rows()).toMatchObject({ contract: 1, invoice: 1 });
  });

  it("B3: a millisecond before the expiry wins, the very instant is refused and leaves nothing", async () => {
    const quote = await quoteOf(world);
    const expiry = new Date(quote.expires_at);
    await world.setNow(expiry);
    await expect(accept(quote)).rejects.toMatchObject({ code: "EXPIRED" });
    expect(await rows()).toEqual(nothing);
    await world.setNow(new Date(expiry.getTime() - 1));
    const { contract_id } = await accept(quote);
    const [contract] = await world.databases.platform.select().from(tables.contract);
    expect(contract?.id).toBe(contract_id);
    // Signed long after the sign-by instant, the promise has moved with it and is not in the past.
    expect(contract?.promisedFinish.getTime()).toBeGreaterThan(expiry.getTime());
  });

  it("B5: a changed paper is refused, raises an alarm and writes an audit entry", async () => {
    const changes = [
      { priceMinor: 1n },
      { promisedFinish: afterStart(1) },
      { document: sql`replace(document, '"Compute"', '"Computes"')` },
      { presentation: sql`jsonb_set(presentation, '{plan,stepTime}', '0.001')` },
    ];
    for (const change of changes) {
      const quote = await quoteOf(world);
      await world.databases.platform
        .update(tables.quote)
        .set(change as never)
        .where(eq(tables.quote.id, quote.id));
      await expect(accept(quote), Object.keys(change)[0]).rejects.toMatchObject({ code: "CONFLICT" });
      expect(await auditOf(world, world.lumen.id)).toContain(`quote.tampering_found ${quote.id}`);
      expect(world.logged.at(-1)).toMatchObject({ level: "error", message: "a stored quote was changed" });
    }
    expect(await rows()).toEqual(nothing);
  });

  it("B5: a paper that we signed is no forgery when a newer release would word or round it differently", async () => {
    const reissue = async (before: string, after: string) => {
      const quote = await quoteOf(world);
      const document = quote.document.replace(before, after);
      expect(document).not.toBe(quote.document);
      const signed = { document, hash: sha256(document), signature: world.platform.signer.sign(document) };
      await world.databases.platform.update(tables.quote).set(signed).where(eq(tables.quote.id, quote.id));
      return { id: quote.id, hash: signed.hash };
    };
    await accept(await reissue('"Compute"', '"Computing"'));
    expect((await rows())["contract"]).toBe(1);
    const { terms } = JSON.parse((await quoteOf(world)).document) as { terms: { digest: string } };
    const other = await reissue(terms.digest, "0".repeat(64));
    await expect(accept(other)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("the terms have changed"),
    });
    expect((await auditOf(world, world.lumen.id)).join()).not.toContain("quote.tampering_found");
  });

  it("refuses another hash, a stranger's quote, and a role that may not sign", async () => {
    const quote = await quoteOf(world);
    await expect(accept({ ...quote, hash: "0".repeat(64) })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(accept(quote, {}, "engineer")).rejects.toMatchObject({ code: "FORBIDDEN" });
    const input = { id: quote.id, hash: quote.hash, signed_name: "Eve" };
    await expect(acceptQuote({ ctx: world.rival.ctx(), input })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await rows()).toEqual(nothing);
  });

  it("refuses without the money, with both numbers", async () => {
    const poor = await createWorld({ balance: "10.00" });
    try {
      const refusal = await sign(poor).catch((error: unknown) => error);
      expect(refusal).toMatchObject({
        code: "INSUFFICIENT_FUNDS",
        details: { available: { amount: "10.00", currency: "USD" } },
      });
    } finally {
      await poor.close();
    }
  });

  it("refuses when somebody else took the nodes, with the next free instant", async () => {
    const changes = { wish: { system: "dgx-h100", devices: 64 } };
    const [mine, theirs] = [await quoteOf(world, world.lumen, changes), await quoteOf(world, world.rival, changes)];
    await accept(mine);
    const input = { id: theirs.id, hash: theirs.hash, signed_name: "Eve" };
    const refusal = await acceptQuote({ ctx: world.rival.ctx(), input }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "CONFLICT", details: { nodes_needed: 8, nodes_free: 0, nodes_total: 8 } });
    const next = (refusal as ServiceError).details["next_free_at"];
    expect(new Date(String(next)).getTime()).toBeGreaterThan(afterStart(0).getTime());
    const again = await quoteOf(world, world.rival, changes);
    expect(again.offer.forecast.starts_at).toBe(next);
  });

  it("refuses a site that the data's fence has left since", async () => {
    const quote = await quoteOf(world);
    await world.databases.platform.update(tables.datasetVersion).set({ fence: fencedTo("DE") });
    await expect(accept(quote)).rejects.toMatchObject({ code: "FENCE", details: { country: "FR" } });
    expect(await rows()).toEqual(nothing);
  });

  it("asks for the time-lapse in a demo", async () => {
    const demo = await createWorld({ demo: true });
    try {
      await sign(demo);
      const kinds = (await demo.databases.platform.select().from(tables.outbox)).map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(["contract.wake", "site.wake", "timelapse.start"]);
    } finally {
      await demo.close();
    }
  });
});
