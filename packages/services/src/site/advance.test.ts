// Guarantee: a site's wake tells everything due once, in the order of its instants, however often and late it is called,
// and what it tells is on paper: files, leases, events and readings that agree.
import { createHash } from "node:crypto";
import { tables } from "@ingot/db";
import { asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, staffContext, systemContext, type World, worldStart } from "../../test/world.ts";
import { listMetrics } from "../job/list-metrics.ts";
import { readCheckpointFile } from "../job/read-checkpoint-file.ts";
import { acceptQuote } from "../quote/accept.ts";
import { createQuote } from "../quote/create.ts";
import { quoteAskInput } from "../quote/schemas.ts";
import { advanceSite } from "./advance.ts";
import { breakNode } from "./break-node.ts";
import { listFaults } from "./list-faults.ts";
import { listNodes } from "./list-nodes.ts";

const hour = 3_600_000;
const later = (milliseconds: number) => new Date(worldStart.getTime() + milliseconds);

async function accepted(world: World): Promise<string> {
  const ctx = world.lumen.ctx();
  const input = quoteAskInput.parse({
    model: "gpt2",
    dataset_version: world.lumen.versionId,
    tokens: 20_000_000_000,
    wish: { system: "dgx-h100", devices: 16 },
  });
  const quote = await createQuote({ ctx, input });
  const { contract_id } = await acceptQuote({
    ctx,
    input: { id: quote.id, hash: quote.hash, signed_name: "Ana Diaz" },
  });
  return contract_id;
}

const wake = (world: World) =>
  advanceSite({ ctx: systemContext(world), input: { siteId: world.siteIds["lyon"] ?? "" } });

const historyOf = (world: World, contractId: string) =>
  world.databases.platform
    .select()
    .from(tables.contractEvent)
    .where(eq(tables.contractEvent.contractId, contractId))
    .orderBy(asc(tables.contractEvent.sequence));

const jobsOf = (world: World, contractId: string) =>
  world.databases.platform.select().from(tables.job).where(eq(tables.job.contractId, contractId));

describe("a site's wake", () => {
  let world: World;
  let contractId: string;
  beforeAll(async () => {
    world = await createWorld();
    contractId = await accepted(world);
  });
  afterAll(() => world.close());

  it("starts a checked job and says when to come again", async () => {
    await world.setNow(later(120_000));
    const rest = await wake(world);
    const types = (await historyOf(world, contractId)).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(["job.checked", "job.queued", "job.started"]));
    expect(rest.restMilliseconds).toBeGreaterThan(0);
  });

  it("dates the check a minute after acceptance, whenever it looks", async () => {
    const checked = (await historyOf(world, contractId)).filter(({ type }) => type === "job.checked");
    expect(checked.map(({ effectiveAt }) => effectiveAt)).toEqual([later(60_000), later(60_000)]);
  });

  it("tells nothing twice when it is called twice at one instant", async () => {
    await world.setNow(later(hour / 2));
    await wake(world);
    const before = await historyOf(world, contractId);
    await wake(world);
    expect(await historyOf(world, contractId)).toEqual(before);
  });

  it("gives a broken node's job back its last checkpoint, and the operator a fault with its repair", async () => {
    const ctx = staffContext(world, "operator");
    const siteId = world.siteIds["lyon"] ?? "";
    const { items } = await listNodes({ ctx, input: { id: siteId } });
    const busy = items.find(({ job_id }) => job_id !== null);
    expect(busy).toBeDefined();
    await breakNode({ ctx, input: { site_id: siteId, node_id: busy?.id ?? "" } });
    await world.setNow(later(hour * 2));
    await wake(world);
    const history = await historyOf(world, contractId);
    const interrupted = history.find(({ type }) => type === "job.interrupted");
    expect(interrupted?.effectiveAt).toEqual(later(hour / 2));
    expect(interrupted?.data).toMatchObject({ status_reason: "node_failure", fault_party: "provider" });
    const faults = await listFaults({ ctx, input: { limit: 25 } });
    expect(faults.items.filter(({ injected }) => injected)).toMatchObject([{ node_id: busy?.id }]);
  });

  it("carries training and validation to their end, with scores and a finish dated by the simulation", async () => {
    await world.setNow(later(hour * 24 * 20));
    await wake(world);
    const jobs = await jobsOf(world, contractId);
    expect(jobs.map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
    const [contract] = await world.databases.platform
      .select()
      .from(tables.contract)
      .where(eq(tables.contract.id, contractId));
    const validation = jobs.find(({ kind }) => kind === "validation");
    expect(contract?.finishedAt).toEqual(validation?.finishedAt);
    expect(contract?.validation).toEqual(
      expect.arrayContaining([expect.objectContaining({ loss: expect.any(Number) })]),
    );
    expect(world.engineCalls).toEqual([]);
    const messages = await world.databases.platform.select().from(tables.outbox);
    expect(messages.filter(({ kind }) => kind === "contract.wake").length).toBeGreaterThanOrEqual(2);
  });

  it("numbers events without a gap, in the order of their instants", async () => {
    const history = await historyOf(world, contractId);
    expect(history.map(({ sequence }) => sequence)).toEqual(history.map((_, index) => index + 1));
    const instants = history.map(({ effectiveAt }) => effectiveAt.getTime());
    expect(instants).toEqual(instants.toSorted((left, right) => left - right));
    expect(new Set(history.map(({ eventKey }) => eventKey)).size).toBe(history.length);
  });

  it("keeps a file for each checkpoint, whose hash is on the row and names its parent", async () => {
    const rows = await world.databases.platform.select().from(tables.checkpoint).orderBy(asc(tables.checkpoint.step));
    expect(rows.length).toBeGreaterThan(1);
    for (const [index, row] of rows.entries()) {
      const file = await readCheckpointFile({ ctx: world.lumen.ctx(), input: { id: row.id, readerCountry: null } });
      expect(createHash("sha256").update(file.bytes).digest("hex")).toBe(row.hash);
      expect(row.parentHash).toBe(rows[index - 1]?.hash ?? null);
    }
  });

  it("takes readings on a rising grid of steps, with a loss below blind guessing", async () => {
    const { items } = await listMetrics({ ctx: world.lumen.ctx(), input: { id: contractId, after_step: -1 } });
    expect(items.length).toBeGreaterThan(100);
    expect(items.filter(({ loss }) => !(loss > 0 && loss < Math.log(50_304)))).toEqual([]);
    expect(items.map(({ step }) => step)).toEqual(
      items.map(({ step }) => step).toSorted((left, right) => left - right),
    );
  });

  it("ends every lease with its job", async () => {
    const open = await world.databases.platform
      .select()
      .from(tables.deviceLease)
      .where(sql`upper_inf(${tables.deviceLease.during})`);
    expect(open).toEqual([]);
  });

  it("lets the database refuse two jobs on one device at one instant", async () => {
    const [lease] = await world.databases.platform.select().from(tables.deviceLease).limit(1);
    const other = { ...lease, id: "lease_other", jobId: "job_other", leaseKey: "other" };
    const insert = world.databases.platform
      .insert(tables.deviceLease)
      .values(other as typeof tables.deviceLease.$inferInsert);
    await expect(insert).rejects.toMatchObject({ cause: { code: "23P01" } });
  });
});
