// Guarantees that acceptance is one transaction: one contract whoever races, none when refused, and the money agrees.
import { tables } from "@ingot/db";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, systemContext, type World, worldStart } from "../../test/world.ts";
import { auditBooks } from "../ledger/audit-books.ts";
import { acceptQuote } from "./accept.ts";
import { createQuote } from "./create.ts";
import { quoteAskInput } from "./schemas.ts";

const later = (milliseconds: number) => new Date(worldStart.getTime() + milliseconds);
const day = 86_400_000;

describe("accepting a quote", () => {
  let world: World;
  const ask = (world: World, extra: object = {}) =>
    quoteAskInput.parse({
      model: "gpt2",
      dataset_version: world.lumen.versionId,
      tokens: 2_000_000_000,
      wish: { system: "dgx-h100", devices: 8 },
      ...extra,
    });
  const newQuote = (extra?: object) => createQuote({ ctx: world.lumen.ctx(), input: ask(world, extra) });
  const accept = (quote: { id: string; hash: string }, role: "admin" | "finance" | "viewer" = "admin", extra = {}) =>
    acceptQuote({
      ctx: world.lumen.ctx(role, extra),
      input: { id: quote.id, hash: quote.hash, signed_name: "Ana Diaz" },
    });
  const count = async (table: "contract" | "invoice" | "capacity_hold" | "ledger_transfer") => {
    const rows = await world.databases.platform.execute<{ n: number }>(
      sql`select count(*)::int as n from ${sql.identifier(table)}`,
    );
    return rows[0]?.n ?? -1;
  };
  const state = async () =>
    Promise.all((["contract", "invoice", "capacity_hold", "ledger_transfer"] as const).map(count));

  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  it("accepts", async () => {
    const quote = await newQuote();
    console.log(quote.price, quote.offer.forecast, quote.offer.plan.total_steps);
    const { contract_id } = await accept(quote);
    expect(contract_id).toMatch(/^ctr_/);
    console.log(await state());
    const audit = await world.databases.platform.transaction(auditBooks);
    expect(audit.drifted).toEqual([]);
    expect(audit.unbalanced).toEqual([]);
  });
});
