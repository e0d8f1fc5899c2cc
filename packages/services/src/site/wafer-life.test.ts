// Guarantee: a contract on wafers has a wafer's life: its program is compiled once at a site and kept for the next, and
// a fault of a wafer stands in the operator's register with what died, whose job it struck and whether the spare rows
// took it.
import { tables } from "@ingot/db";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, staffContext, systemContext, type World, worldStart } from "../../test/world.ts";
import { acceptQuote } from "../quote/accept.ts";
import { createQuote } from "../quote/create.ts";
import { quoteAskInput } from "../quote/schemas.ts";
import { advanceSite } from "./advance.ts";
import { listFaults } from "./list-faults.ts";
import { storeFaults } from "./store-faults.ts";

const hour = 3_600_000;
const later = (milliseconds: number) => new Date(worldStart.getTime() + milliseconds);

describe("a contract on wafers", () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  const siteId = () => world.siteIds["lyon"] ?? "";

  async function accepted(model: object = { model: "gpt2" }): Promise<string> {
    const ctx = world.lumen.ctx();
    const input = quoteAskInput.parse({
      ...model,
      dataset_version: world.lumen.versionId,
      tokens: 10_000_000_000,
      wish: { system: "cs-3", devices: 1 },
    });
    const quote = await createQuote({ ctx, input });
    const answer = await acceptQuote({ ctx, input: { id: quote.id, hash: quote.hash, signed_name: "Ana Diaz" } });
    return answer.contract_id;
  }

  async function startOf(contractId: string) {
    const { contractEvent, job } = tables;
    const [row] = await world.databases.platform
      .select({ data: contractEvent.data, at: contractEvent.effectiveAt })
      .from(contractEvent)
      .innerJoin(job, eq(job.id, contractEvent.jobId))
      .where(
        and(eq(contractEvent.contractId, contractId), eq(contractEvent.type, "job.started"), eq(job.kind, "training")),
      );
    return row?.data as { programKept: boolean; startup: { phase: string; seconds: number }[] } | undefined;
  }

  it("compiles its program, which the next contract of the same finds at the site", async () => {
    const first = await accepted();
    await world.setNow(later(48 * hour));
    await advanceSite({ ctx: systemContext(world), input: { siteId: siteId() } });
    const second = await accepted();
    await world.setNow(later(96 * hour));
    await advanceSite({ ctx: systemContext(world), input: { siteId: siteId() } });
    expect(await startOf(first)).toMatchObject({ programKept: false });
    expect((await startOf(first))?.startup[0]).toEqual({ phase: "compile", seconds: 283 });
    expect(await startOf(second)).toMatchObject({ programKept: true });
    expect((await startOf(second))?.startup[0]).toEqual({ phase: "compile", seconds: 4 });
    const [secret] = await world.databases.platform
      .select({ state: tables.siteSecret.state })
      .from(tables.siteSecret)
      .where(eq(tables.siteSecret.siteId, siteId()));
    expect(secret?.state).toEqual({ programs: [expect.stringContaining("cs-3 / gpt2 ")] });
  });

  it("never finds the program of another shape, though the customer's models have one name", async () => {
    const ofLayers = (layers: number) => ({
      config: { model_type: "gpt2", n_layer: layers, n_embd: 768, n_head: 12, n_positions: 1024, vocab_size: 50_257 },
      model_name: "Brass",
      tokens_counted_in: "r50k_base",
    });
    const kept: unknown[] = [];
    for (const [turn, layers] of [12, 10, 12].entries()) {
      const id = await accepted(ofLayers(layers));
      await world.setNow(later((144 + 48 * turn) * hour));
      await advanceSite({ ctx: systemContext(world), input: { siteId: siteId() } });
      kept.push((await startOf(id))?.programKept);
    }
    expect(kept).toEqual([false, false, true]);
  });

  it("that loses cores is told in the register: mapped around at once, or down until it is replaced", async () => {
    const failed = (index: number, data: { deadCores: number; remapped: boolean; repairSeconds: number }) => ({
      eventKey: `node_x:node.failed:${index}`,
      type: "node.failed" as const,
      effectiveAt: later(100 * hour).getTime() + index,
      jobId: null,
      nodeId: null,
      status: null,
      phase: null,
      statusReason: null,
      faultParty: null,
      data: { cause: "wafer", jobs: index === 1 ? ["job_struck"] : [], ...data },
    });
    await world.databases.platform.transaction((tx) =>
      storeFaults(tx, systemContext(world), siteId(), [
        failed(1, { deadCores: 1, remapped: true, repairSeconds: 0 }),
        failed(2, { deadCores: 9, remapped: false, repairSeconds: 86_400 }),
      ]),
    );
    const { items } = await listFaults({ ctx: staffContext(world, "operator"), input: { limit: 25 } });
    const wafers = items.filter(({ cause, node_id }) => cause === "wafer" && node_id === null);
    expect(wafers).toMatchObject([
      { dead_cores: 9, remapped: false, job_id: null, repaired_at: null },
      {
        dead_cores: 1,
        remapped: true,
        job_id: "job_struck",
        repaired_at: new Date(later(100 * hour).getTime() + 1).toISOString(),
      },
    ]);
  });
});
