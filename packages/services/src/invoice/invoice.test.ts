// Guarantees that papers and balances are shown to whom they belong, that tax follows the place, and that a paper is
// the same bytes for ever.
import { tables } from "@ingot/db";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { quoteOf, sign } from "../../test/story.ts";
import { createWorld, type World } from "../../test/world.ts";
import { listAuditEntries } from "../audit/list.ts";
import { getBalance } from "./balance.ts";
import type { InvoiceDocument } from "./document.ts";
import { getInvoice } from "./get.ts";
import { listInvoices } from "./list.ts";
import { renderInvoice } from "./pdf.ts";
import { readInvoicePdf } from "./read-pdf.ts";
import { invoiceSchema } from "./schemas.ts";
import { taxOf } from "./tax.ts";

describe("invoices", () => {
  let world: World;
  let contractId: string;
  beforeAll(async () => {
    world = await createWorld();
    contractId = await sign(world);
    await sign(world, world.rival);
  });
  afterAll(() => world.close());

  const list = (organization = world.lumen, role: "finance" | "viewer" = "finance", input: object = {}) =>
    listInvoices({ ctx: organization.ctx(role), input: { limit: 10, ...input } });

  it("shows an organization its own papers in the words of the API", async () => {
    const { items } = await list();
    expect(items).toHaveLength(1);
    const [deposit] = items.map((item) => invoiceSchema.parse(item));
    expect(deposit).toMatchObject({
      kind: "deposit",
      status: "paid",
      contract_id: contractId,
      contract_number: "C-000001",
    });
    expect(await getInvoice({ ctx: world.lumen.ctx("finance"), input: { id: deposit?.id ?? "" } })).toEqual(deposit);
    expect((await list(world.lumen, "finance", { contract_id: contractId })).items).toContainEqual(deposit);
    const strange = list(world.lumen, "finance", { contract_id: "ctr_none" });
    await expect(strange).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("takes French VAT from a French buyer and none from one outside the EU", async () => {
    const [french] = (await list()).items;
    const [american] = (await list(world.rival)).items;
    expect(Number(french?.tax.amount) / Number(french?.net.amount)).toBeCloseTo(0.2, 3);
    expect(american).toMatchObject({
      tax: { amount: "0.00" },
      tax_note: expect.stringContaining("Not subject to French VAT"),
    });
    const buyer = { id: "org", name: "Gießerei", business: true };
    expect(taxOf({ ...buyer, country: "DE" })).toMatchObject({ kind: "reverse_charge", rate: "0" });
    expect(taxOf({ ...buyer, country: "DE", business: false })).toMatchObject({ kind: "destination", rate: "0.19" });
    expect(() => taxOf({ ...buyer, country: "IT", business: false })).toThrow("received IT");
  });

  it("is not there for a stranger, and closed to roles without the right", async () => {
    const [mine] = (await list()).items;
    const input = { id: mine?.id ?? "" };
    for (const verb of [getInvoice, readInvoicePdf]) {
      await expect(verb({ ctx: world.rival.ctx(), input })).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(verb({ ctx: world.lumen.ctx("viewer"), input })).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    await expect(list(world.lumen, "viewer")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(getBalance({ ctx: world.lumen.ctx("engineer"), input: {} })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("tells what can be spent, what is held, and why", async () => {
    const balance = await getBalance({ ctx: world.lumen.ctx("finance"), input: {} });
    const cents = ({ amount }: { amount: string }) => Math.round(Number(amount) * 100);
    const [deposit] = (await list()).items;
    const spent = 50_000_000 - cents(balance.available) - cents(balance.held);
    expect(spent).toBe(cents(deposit?.total ?? { amount: "0" }));
    expect(balance.entries.map(({ kind }) => kind).toSorted()).toEqual(["hold", "post", "settle"]);
    expect(balance.entries.find(({ kind }) => kind === "post")?.amount.amount).toBe("500000.00");
  });

  it("makes the same bytes from the same document, second after second", async () => {
    const [row] = await world.databases.platform.select().from(tables.invoice);
    const document = row?.document as InvoiceDocument;
    const [first, second] = [await renderInvoice(document), await renderInvoice(structuredClone(document))];
    expect(Buffer.compare(first, second)).toBe(0);
    const other = await renderInvoice({ ...document, total: "1.00" });
    expect(Buffer.compare(first, other)).not.toBe(0);
  });

  it("gives numbers without a gap, whatever was refused in between", async () => {
    const { rows } = {
      rows: await world.databases.platform.select({ number: tables.invoice.number }).from(tables.invoice),
    };
    expect(rows.map(({ number }) => number).toSorted()).toEqual(["INV-2026-000001", "INV-2026-000002"]);
  });
});

describe("the audit list", () => {
  it("shows administrators who did what, newest first, and nobody else's", async () => {
    const world = await createWorld();
    try {
      await quoteOf(world);
      await sign(world);
      const page = await listAuditEntries({ ctx: world.lumen.ctx(), input: { limit: 2 } });
      expect(page.items.map(({ action }) => action)).toEqual(["quote.accept", "quote.create"]);
      expect(page.items[0]).toMatchObject({ actor: "A admin (admin)", subject_kind: "contract" });
      const rest = await listAuditEntries({
        ctx: world.lumen.ctx(),
        input: { limit: 2, cursor: page.next_cursor ?? "" },
      });
      expect(rest.items.map(({ action }) => action)).toEqual(["quote.create"]);
      expect((await listAuditEntries({ ctx: world.rival.ctx(), input: { limit: 9 } })).items).toEqual([]);
      await expect(listAuditEntries({ ctx: world.lumen.ctx("engineer"), input: { limit: 9 } })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    } finally {
      await world.close();
    }
  });
});
