// What many tests do first: ask, sign, and let a site's broker work for some hours of platform time.
import { tables } from "@ingot/db";
import { eq } from "drizzle-orm";
import { readContractStage } from "../src/contract/settlement.ts";
import { acceptQuote } from "../src/quote/accept.ts";
import { createQuote } from "../src/quote/create.ts";
import { quoteAskInput } from "../src/quote/schemas.ts";
import type { QuoteWire } from "../src/quote/to-wire.ts";
import type { QuoteAsk } from "../src/quote/work.ts";
import { advanceSite } from "../src/site/advance.ts";
import { systemContext, type TestOrganization, type World, worldStart } from "./world.ts";

/** An ask that one small node answers in about two hours, unless changed. */
export const askOf = (organization: TestOrganization, changes: object = {}): QuoteAsk =>
  quoteAskInput.parse({
    model: "gpt2",
    dataset_version: organization.versionId,
    tokens: 20_000_000_000,
    wish: { system: "dgx-h100", devices: 16 },
    ...changes,
  });

export const quoteOf = (world: World, organization = world.lumen, changes: object = {}): Promise<QuoteWire> =>
  createQuote({ ctx: organization.ctx(), input: askOf(organization, changes) });

export async function sign(world: World, organization = world.lumen, changes: object = {}): Promise<string> {
  const quote = await quoteOf(world, organization, changes);
  const input = { id: quote.id, hash: quote.hash, signed_name: "Ana Diaz" };
  const { contract_id } = await acceptQuote({ ctx: organization.ctx(), input });
  return contract_id;
}

export const afterStart = (milliseconds: number): Date => new Date(worldStart.getTime() + milliseconds);

/** Moves platform time and lets the contract's site decide everything up to it. */
export async function advanceTo(world: World, contractId: string, now: Date): Promise<string> {
  await world.setNow(now);
  const ctx = systemContext(world);
  const [row] = await world.databases.platform
    .select({ siteId: tables.contract.siteId })
    .from(tables.contract)
    .where(eq(tables.contract.id, contractId));
  await advanceSite({ ctx, input: { siteId: row?.siteId ?? "" } });
  return readContractStage({ ctx, input: { contractId } });
}

/** Lets the site work, an hour at a time, until the contract's jobs have ended. */
export async function runToEnd(world: World, contractId: string): Promise<string> {
  for (let hour = 1; hour <= 48; hour += 1) {
    const stage = await advanceTo(world, contractId, afterStart(hour * 3_600_000));
    if (stage !== "under_way" && stage !== "papers_due") return stage;
  }
  throw new Error("the contract did not end within two days");
}
