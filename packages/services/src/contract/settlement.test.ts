// Guarantees that a contract's money is right to the cent at each of its ends, however often each step is repeated.
import { createHash } from "node:crypto";
import { tables } from "@ingot/db";
import { termsVersion1 } from "@ingot/pricing";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { advanceTo, afterStart, runToEnd, sign } from "../../test/story.ts";
import { auditOf, createWorld, systemContext, type World } from "../../test/world.ts";
import { getBalance } from "../invoice/balance.ts";
import { listInvoices } from "../invoice/list.ts";
import { readInvoicePdf } from "../invoice/read-pdf.ts";
import { auditBooks } from "../ledger/audit-books.ts";
import { cancelContract } from "./cancel.ts";
import { getCancellation } from "./cancellation.ts";
import { getContract } from "./get.ts";
import {
  deliverContract,
  issuePapers,
  readContractStage,
  settleCancellation,
  settleContract,
  settleFailure,
} from "./settlement.ts";

const hour = 3_600_000;

describe("settling a contract", () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });
  afterEach(() => world.close());

  const steps = { deliverContract, issuePapers, settleCancellation, settleContract, settleFailure };
  const step = (name: keyof typeof steps, contractId: string) =>
    steps[name]({ ctx: systemContext(world, name), input: { contractId } });
  const read = (id: string) => getContract({ ctx: world.lumen.ctx(), input: { id } });
  const papers = async () => (await listInvoices({ ctx: world.lumen.ctx(), input: { limit: 100 } })).items;
  const available = async () => (await getBalance({ ctx: world.lumen.ctx(), input: {} })).available.amount;
  const eventTypes = async (contractId: string) => {
    const { contractEvent } = tables;
    const rows = await world.databases.platform
      .select({ type: contractEvent.type, sequence: contractEvent.sequence, at: contractEvent.effectiveAt })
      .from(contractEvent)
      .where(eq(contractEvent.contractId, contractId))
      .orderBy(contractEvent.sequence);
    expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, index) => index + 1));
    return rows;
  };
  const booksAreRight = async () => {
    const audit = await world.databases.platform.transaction(auditBooks);
    expect(audit).toMatchObject({ drifted: [], unbalanced: [] });
    const [receivable] = await world.databases.platform
      .select()
      .from(tables.ledgerAccount)
      .where(eq(tables.ledgerAccount.kind, "receivable"));
    expect(receivable?.postedMinor).toBe(0n);
  };
  const accounts = async () => {
    const rows = await world.databases.platform
      .select()
      .from(tables.ledgerAccount)
      .where(eq(tables.ledgerAccount.organizationId, world.lumen.id));
    return Object.fromEntries(
      rows.map(({ kind, postedMinor, heldMinor }) => [kind, Number(postedMinor) || Number(heldMinor)]),
    );
  };

  it("delivers, bills the rest and closes; each step twice changes nothing", async () => {
    const id = await sign(world);
    await step("issuePapers", id);
    expect(await runToEnd(world, id)).toBe("trained");
    await step("deliverContract", id);
    await step("settleContract", id);
    const [events, bills, audit] = [await eventTypes(id), await papers(), await auditOf(world, world.lumen.id)];
    for (const name of ["issuePapers", "deliverContract", "settleContract"] as const) await step(name, id);
    await step("settleCancellation", id);
    await step("settleFailure", id);
    expect(await eventTypes(id)).toEqual(events);
    expect(await papers()).toEqual(bills);
    expect(await auditOf(world, world.lumen.id)).toEqual(audit);

    expect(events.slice(-3).map(({ type }) => type)).toEqual([
      "contract.delivered",
      "invoice.issued",
      "contract.closed",
    ]);
    expect(events.map(({ at }) => at.getTime())).toEqual(
      events.map(({ at }) => at.getTime()).toSorted((a, b) => a - b),
    );
    const contract = await read(id);
    expect(contract).toMatchObject({ status: "closed", tokens_trained: 20_000_000_000, actions: [] });
    expect(contract.validation).toHaveLength(3);
    expect(contract.money.held.amount).toBe("0.00");
    // 20 % French VAT on the whole price, spread over three invoices without a cent lost.
    const gross = Math.round(Number(contract.price.amount) * 1.2 * 100) / 100;
    expect(Number(contract.money.paid.amount)).toBe(gross);
    expect(Number(await available())).toBeCloseTo(500_000 - gross, 2);
    expect(bills.map(({ kind, number, status }) => [kind, number, status])).toEqual([
      ["delivery", "INV-2026-000003", "paid"],
      ["milestone", "INV-2026-000002", "paid"],
      ["deposit", "INV-2026-000001", "paid"],
    ]);
    expect(await accounts()).toMatchObject({
      revenue: Number(contract.price.amount.replace(".", "")),
      contract_liability: 0,
    });
    await booksAreRight();
  });

  it("invoices the mid-run part once, dated by the checkpoint that verified half of the tokens", async () => {
    const id = await sign(world, world.lumen, { tokens: 40_000_000_000 });
    await advanceTo(world, id, afterStart(hour / 2));
    expect((await papers()).map(({ kind }) => kind)).toEqual(["deposit"]);
    // One late wake tells many checkpoints, half of the tokens by the third; a second wake at the instant tells no more.
    await advanceTo(world, id, afterStart(1.85 * hour));
    await advanceTo(world, id, afterStart(1.85 * hour));
    const [half, deposit] = await papers();
    const contract = await read(id);
    const saved = await world.databases.platform.select().from(tables.checkpoint).orderBy(tables.checkpoint.step);
    const reached = saved.find(({ tokens }) => tokens >= contract.tokens_contracted / 2);
    expect(reached).toBeDefined();
    expect(half).toMatchObject({ kind: "milestone", status: "paid", issued_at: reached?.effectiveAt.toISOString() });
    expect(Number(half?.net.amount)).toBeCloseTo(0.4 * Number(contract.price.amount), 1);
    expect(contract.money.paid.amount).toBe((Number(half?.total.amount) + Number(deposit?.total.amount)).toFixed(2));
    expect(await readContractStage({ ctx: systemContext(world), input: { contractId: id } })).toBe("papers_due");
    await step("issuePapers", id);
    expect((await papers()).map(({ pdf_hash }) => pdf_hash === null)).toEqual([false, false]);
    expect(await readContractStage({ ctx: systemContext(world), input: { contractId: id } })).toBe("under_way");
    const history = await eventTypes(id);
    const told = history.findIndex(({ at }) => at.getTime() === reached?.effectiveAt.getTime());
    expect(history.slice(told, told + 2).map(({ type }) => type)).toEqual(["job.checkpoint_saved", "invoice.issued"]);
    expect(history.filter(({ type }) => type === "invoice.issued")).toHaveLength(2);
    expect(await auditOf(world, world.lumen.id)).toContain(`invoice.issue ${half?.id}`);

    // Canceled after it, the deposit and the part count towards the bill; what they exceed it by comes back.
    await cancelContract({ ctx: world.lumen.ctx(), input: { id } });
    await advanceTo(world, id, afterStart(5 * hour));
    await step("settleCancellation", id);
    const all = await papers();
    const spent = all.reduce(
      (sum, { kind, total }) => sum + (kind === "credit_note" ? -1 : 1) * Number(total.amount),
      0,
    );
    expect(500_000 - Number(await available())).toBeCloseTo(spent, 2);
    await booksAreRight();
  });

  it("keeps a paper for every invoice, byte for byte as its hash says, and can make it again", async () => {
    const id = await sign(world);
    const [before] = await papers();
    expect(before?.pdf_hash).toBeNull();
    await step("issuePapers", id);
    const [deposit] = await papers();
    const pdf = await readInvoicePdf({ ctx: world.lumen.ctx(), input: { id: deposit?.id ?? "" } });
    expect(Buffer.from(pdf.bytes.slice(0, 5)).toString()).toBe("%PDF-");
    expect(createHash("sha256").update(pdf.bytes).digest("hex")).toBe(deposit?.pdf_hash);
    for await (const key of world.platform.stores.papers.list("")) await world.platform.stores.papers.delete(key);
    const again = await readInvoicePdf({ ctx: world.lumen.ctx(), input: { id: deposit?.id ?? "" } });
    expect(Buffer.compare(again.bytes, pdf.bytes)).toBe(0);
    expect(pdf.name).toBe("INV-2026-000001.pdf");
  });

  it("writes the lineage of what it delivers into the site's store, and marks the final checkpoint", async () => {
    const id = await sign(world);
    await runToEnd(world, id);
    await step("deliverContract", id);
    const bytes = await world.platform.stores.site("lyon").get(`deliveries/${id}/manifest.json`);
    const manifest = JSON.parse(Buffer.from(bytes ?? []).toString());
    const rows = await world.databases.platform.select().from(tables.checkpoint).orderBy(tables.checkpoint.step);
    expect(manifest.checkpoints.map(({ hash }: { hash: string }) => hash)).toEqual(rows.map(({ hash }) => hash));
    expect(rows.map(({ final }) => final)).toEqual([...rows.slice(1).map(() => false), true]);
    expect(manifest.simulated).toBe(true);
  });

  it("bills a cancellation by the last checkpoint and the fee on the rest, and gives the rest back", async () => {
    const id = await sign(world);
    await advanceTo(world, id, afterStart(hour));
    const preview = await read(id);
    await cancelContract({ ctx: world.lumen.ctx(), input: { id } });
    expect(await advanceTo(world, id, afterStart(2 * hour))).toBe("canceled");
    await step("settleCancellation", id);
    await step("settleCancellation", id);
    const contract = await read(id);
    expect(contract).toMatchObject({ status: "canceled", canceled_by: "customer" });
    const [last] = await world.databases.platform
      .select()
      .from(tables.checkpoint)
      .orderBy(tables.checkpoint.step)
      .limit(1);
    expect(last).toBeDefined();
    const checkpoints = await world.databases.platform.select().from(tables.checkpoint);
    const share = Math.max(...checkpoints.map(({ tokens }) => tokens)) / contract.tokens_contracted;
    expect(share).toBeGreaterThan(0);
    const price = Number(contract.price.amount);
    const bill = price * (share + Number(termsVersion1.cancellation_fee_share) * (1 - share));
    const spent = 500_000 - Number(await available());
    expect(spent).toBeCloseTo(bill * 1.2, 1);
    expect(Number(preview.cancellation_preview?.bill.amount)).toBeCloseTo(bill, 2);
    expect(contract.money.held.amount).toBe("0.00");
    await booksAreRight();
  });

  it("settles the very bill that canceling was answered with, however long nobody had looked", async () => {
    const id = await sign(world);
    await advanceTo(world, id, afterStart(10 * 60_000));
    // The broker sleeps: the rows know of no checkpoint since, the machines do.
    await world.setNow(afterStart(0.8 * hour));
    const asked = await getCancellation({ ctx: world.lumen.ctx("viewer"), input: { id } });
    const told = await cancelContract({ ctx: world.lumen.ctx(), input: { id } });
    expect(told.cancellation).toEqual(asked);
    expect(told.cancellation.at).toBe(afterStart(0.8 * hour).toISOString());
    expect(told.cancellation.tokens_delivered).toBeGreaterThan(0);
    expect(told.cancellation_preview?.delivered_share).toBeLessThan(told.cancellation.delivered_share);
    await expect(getCancellation({ ctx: world.lumen.ctx(), input: { id } })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect(await advanceTo(world, id, afterStart(2 * hour))).toBe("canceled");
    await step("settleCancellation", id);
    const net = (await papers()).reduce(
      (sum, paper) => sum + (paper.kind === "credit_note" ? -1 : 1) * Number(paper.net.amount),
      0,
    );
    expect(net.toFixed(2)).toBe(told.cancellation.bill.amount);
    await booksAreRight();
  });

  it("credits what the deposit exceeds the bill by when canceled early", async () => {
    const id = await sign(world);
    await world.setNow(afterStart(1000));
    await cancelContract({ ctx: world.lumen.ctx(), input: { id } });
    await advanceTo(world, id, afterStart(hour));
    await step("settleCancellation", id);
    const bills = await papers();
    expect(bills.map(({ kind, number }) => [kind, number])).toEqual([
      ["credit_note", "CN-2026-000001"],
      ["deposit", "INV-2026-000001"],
    ]);
    const contract = await read(id);
    const fee = Math.round(Number(contract.price.amount) * 10) / 100;
    expect(Number(await available())).toBeCloseTo(500_000 - fee * 1.2, 1);
    await booksAreRight();
  });

  it("gives everything back when the failure is ours, and dates it by the failure", async () => {
    const id = await sign(world);
    await advanceTo(world, id, afterStart(hour));
    const failedAt = afterStart(hour + 1234);
    await world.databases.platform.update(tables.job).set({
      status: "failed",
      statusReason: "provider_fault",
      faultParty: "provider",
      finishedAt: failedAt,
      terminal: true,
    });
    expect(await readContractStage({ ctx: systemContext(world), input: { contractId: id } })).toBe("failed");
    await world.setNow(afterStart(100 * hour));
    await step("settleFailure", id);
    await step("settleFailure", id);
    expect(await available()).toBe("500000.00");
    expect(await read(id)).toMatchObject({
      status: "canceled",
      canceled_by: "provider",
      finished_at: failedAt.toISOString(),
    });
    expect((await papers())[0]).toMatchObject({ kind: "credit_note", issued_at: failedAt.toISOString() });
    await booksAreRight();
  });

  it("E3: credits lateness by started days after the grace, from instants alone", async () => {
    const id = await sign(world);
    await runToEnd(world, id);
    const { contract } = tables;
    const [row] = await world.databases.platform.select().from(contract);
    const finished = await finishOf(id);
    // Promised so that the delivery comes 24 hours and one millisecond late: the first started day counts.
    const promisedFinish = new Date(finished.getTime() - 24 * hour - 1);
    await world.databases.platform.update(contract).set({ promisedFinish });
    await world.setNow(afterStart(1000 * hour));
    await step("deliverContract", id);
    await step("settleContract", id);
    const [credit] = (await papers()).filter(({ kind }) => kind === "credit_note");
    const net = Math.round(Number(row?.priceMinor) / 100) / 100;
    expect(credit?.net.amount).toBe(net.toFixed(2));
    expect(credit?.lines[0]?.label).toMatch(
      /^Promised by [\d-]{10} [\d:]{5} UTC, delivered [\d-]{10} [\d:]{5} UTC: 1 started day after 24 hours of grace, 1 % of the net price each$/,
    );
    expect((await read(id)).money.credited.amount).toBe(credit?.total.amount);
    expect((await eventTypes(id)).slice(-3).map(({ type }) => type)).toEqual([
      "invoice.issued",
      "credit.issued",
      "contract.closed",
    ]);
    await booksAreRight();
  });

  it("E3: 24 hours late to the millisecond costs nothing", async () => {
    const id = await sign(world);
    await runToEnd(world, id);
    const promisedFinish = new Date((await finishOf(id)).getTime() - 24 * hour);
    await world.databases.platform.update(tables.contract).set({ promisedFinish });
    await step("deliverContract", id);
    await step("settleContract", id);
    expect((await papers()).filter(({ kind }) => kind === "credit_note")).toEqual([]);
  });

  const finishOf = async (contractId: string): Promise<Date> => {
    const jobs = await world.databases.platform.select().from(tables.job).where(eq(tables.job.contractId, contractId));
    return new Date(Math.max(...jobs.map(({ finishedAt }) => finishedAt?.getTime() ?? 0)));
  };

  it("does nothing for anybody but the machinery", async () => {
    const id = await sign(world);
    await expect(settleContract({ ctx: world.lumen.ctx(), input: { contractId: id } })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});
