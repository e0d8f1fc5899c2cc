// Guarantees that money moves once, never below its floor, and that every balance can be rebuilt from its transfers.
import type { Transaction } from "@ingot/db";
import { tables } from "@ingot/db";
import { money } from "@ingot/units";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type World, worldStart } from "../../test/world.ts";
import { openBooks } from "./accounts.ts";
import { auditBooks } from "./audit-books.ts";
import { creditBalance } from "./deposit.ts";
import { holdFunds, readHold, releaseHold } from "./hold.ts";
import { type Movement, transfer } from "./transfer.ts";

describe("the ledger", () => {
  let world: World;
  let accounts = 0;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  const inTx = <Result>(run: (tx: Transaction) => Promise<Result>) => world.databases.platform.transaction(run);
  /** A customer of its own for each test, with so many cents. */
  const customer = async (minor: bigint): Promise<string> => {
    const organizationId = `org_ledger_${(accounts += 1)}`;
    const received = {
      organizationId,
      amount: money("USD", minor),
      reference: "opening",
      label: "Opening",
      effectiveAt: worldStart,
    };
    await inTx((tx) => creditBalance(tx, world, received));
    return organizationId;
  };
  const move = (organizationId: string, movement: Partial<Movement>) =>
    inTx(async (tx) => {
      const books = await openBooks(tx, world, organizationId, "USD");
      const rest = {
        kind: "post",
        debit: "customer_balance",
        credit: "revenue",
        label: "test",
        effectiveAt: worldStart,
      } as const;
      await transfer(tx, world, books, [{ reference: "one", amountMinor: 100n, ...rest, ...movement }]);
    });
  const balance = async (organizationId: string) => {
    const { ledgerAccount } = tables;
    const rows = await inTx((tx) =>
      tx.select().from(ledgerAccount).where(eq(ledgerAccount.organizationId, organizationId)),
    );
    const row = rows.find(({ kind }) => kind === "customer_balance");
    return { posted: row?.postedMinor, held: row?.heldMinor };
  };
  const hold = (organizationId: string, contractId: string, amountMinor: bigint) =>
    inTx(async (tx) => {
      const books = await openBooks(tx, world, organizationId, "USD");
      await holdFunds(tx, world, books, { contractId, amountMinor, label: "price", effectiveAt: worldStart });
    });

  it("C1: the same transfer a hundred times at once is one; with another amount it is refused", async () => {
    const id = await customer(10_000n);
    await Promise.all(Array.from({ length: 100 }, () => move(id, {})));
    expect(await balance(id)).toEqual({ posted: 9_900n, held: 0n });
    await expect(move(id, { amountMinor: 99n })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(move(id, { credit: "tax_payable" })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await balance(id)).toEqual({ posted: 9_900n, held: 0n });
  });

  it("moves nothing for a row that an insert leaves out as known", async () => {
    const id = await customer(10_000n);
    await move(id, {});
    await inTx(async (tx) => {
      const [row] = await tx
        .select()
        .from(tables.ledgerTransfer)
        .where(eq(tables.ledgerTransfer.organizationId, id))
        .limit(1);
      if (row)
        await tx
          .insert(tables.ledgerTransfer)
          .values({ ...row, id: "trf_again" })
          .onConflictDoNothing();
    });
    expect(await balance(id)).toEqual({ posted: 9_900n, held: 0n });
  });

  it("C3: a hold gives what is settled of it and no cent more", async () => {
    const id = await customer(50_000n);
    await hold(id, "ctr_c3", 30_000n);
    expect(await balance(id)).toEqual({ posted: 50_000n, held: 30_000n });
    const found = await inTx((tx) => readHold(tx, "ctr_c3"));
    const settle = (reference: string, amountMinor: bigint) =>
      move(id, { kind: "settle", reference, amountMinor, holdId: found?.id ?? "", contractId: "ctr_c3" });
    await settle("part", 12_000n);
    expect(await balance(id)).toEqual({ posted: 38_000n, held: 18_000n });
    await expect(settle("too much", 18_001n)).rejects.toThrow();
    await inTx(async (tx) => releaseHold(tx, world, await openBooks(tx, world, id, "USD"), "ctr_c3", worldStart));
    await inTx(async (tx) => releaseHold(tx, world, await openBooks(tx, world, id, "USD"), "ctr_c3", worldStart));
    expect(await balance(id)).toEqual({ posted: 38_000n, held: 0n });
    await expect(settle("late", 1n)).rejects.toThrow();
  });

  it("C4: 150 debits of 1.00 at once from 100.00: exactly 100 succeed", async () => {
    const id = await customer(10_000n);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 150 }, (_, index) => move(id, { reference: `debit ${index}` })),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(100);
    expect(await balance(id)).toEqual({ posted: 0n, held: 0n });
  });

  it("refuses a hold beyond what is available, with both numbers", async () => {
    const id = await customer(10_000n);
    await hold(id, "ctr_a", 6_000n);
    await expect(hold(id, "ctr_b", 4_001n)).rejects.toMatchObject({
      code: "INSUFFICIENT_FUNDS",
      details: { needed: { amount: "40.01", currency: "USD" }, available: { amount: "40.00", currency: "USD" } },
    });
  });

  it("C6: no role of ours changes or deletes a transfer; an amount changed by a superuser is named", async () => {
    const { app, platform } = world.databases;
    for (const database of [app, platform]) {
      await expect(database.execute(sql`update ledger_transfer set amount_minor = 1`)).rejects.toThrow();
      await expect(database.execute(sql`delete from ledger_transfer`)).rejects.toThrow();
    }
    const before = await inTx(auditBooks);
    expect(before).toMatchObject({ drifted: [], unbalanced: [] });
    await platform.execute(sql`update ledger_account set posted_minor = posted_minor + 1
      where organization_id = ${world.rival.id} and kind = 'revenue'`);
    const audit = await inTx(auditBooks);
    expect(audit.drifted).toMatchObject([{ kind: "revenue", difference: "posted 1, held 0" }]);
    expect(audit.unbalanced).toMatchObject([{ organizationId: world.rival.id, sum: "1" }]);
  });
});
