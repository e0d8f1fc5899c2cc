// Guarantee: machines are sold that are up, and those under repair from the day of their return; a refusal says how many are down.
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askOf } from "../../test/story.ts";
import { createWorld, type World, worldStart } from "../../test/world.ts";
import { acceptQuote } from "./accept.ts";
import { createQuote } from "./create.ts";
import { previewQuote } from "./preview.ts";

describe("a site with nodes down", () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  const wish = { wish: { system: "dgx-h100", devices: 64 } };
  const takeDown = (count: number) => world.rows`
    update node set status = case when index < ${count} then 'down' else 'up' end
    from cluster where cluster.id = node.cluster_id and cluster.system_id = 'dgx-h100'`;
  const preview = async (changes: object) =>
    (await previewQuote({ ctx: world.lumen.ctx(), input: askOf(world.lumen, changes) })).result;

  it("offers all of them while all are up, and refuses what is down with the numbers", async () => {
    expect(await preview(wish)).toMatchObject({ outcome: "offered", plan: { devices: 64 } });
    await takeDown(2);
    const refused = await preview(wish);
    expect(refused).toMatchObject({ outcome: "infeasible", needed: 8, available: 6, unit: "nodes" });
    expect(refused.outcome === "infeasible" && refused.reason.text).toMatch(
      /has 6 that are up \(2 nodes .* down there\)/,
    );
    expect(await preview({ wish: { system: "dgx-h100", devices: 48 } })).toMatchObject({ outcome: "offered" });
  });

  const inRepair = (count: number, until: Date) => world.rows`
    update node set status = case when index < ${count} then 'down' else 'up' end,
      repaired_at = case when index < ${count} then ${until.toISOString()}::timestamptz else null end
    from cluster where cluster.id = node.cluster_id and cluster.system_id = 'dgx-h100'`;
  const startOf = async (devices: number) => {
    const result = await preview({ wish: { system: "dgx-h100", devices } });
    if (result.outcome !== "offered") throw new Error(result.reason.text);
    return new Date(result.forecast.starts_at).getTime();
  };

  it("starts what needs them when the nodes return, and all else at once", async () => {
    const returns = new Date(worldStart.getTime() + 72 * 3_600_000);
    await inRepair(2, returns);
    expect(await startOf(64)).toBe(returns.getTime());
    expect(await startOf(48)).toBe(worldStart.getTime());
    // A repair that is over has nobody waiting for it, though the broker has not yet said so.
    await inRepair(2, new Date(worldStart.getTime() - 1));
    expect(await startOf(64)).toBe(worldStart.getTime());
  });

  it("sells no node that is to be drained once it is repaired, and lets nobody see more of it", async () => {
    const returns = new Date(worldStart.getTime() + 72 * 3_600_000);
    await inRepair(2, returns);
    await world.rows`update node set state = state || '{"drainAfterRepair": true}' where status = 'down'`;
    expect(await preview(wish)).toMatchObject({ outcome: "infeasible", needed: 8, available: 6 });
    await world.rows`update node set state = state || '{"drainAfterRepair": false}'`;
    const peek = world.databases.app.transaction((tx) => tx.execute(sql`select repaired_at from node`));
    await expect(peek).rejects.toMatchObject({ cause: { message: expect.stringContaining("permission denied") } });
    await inRepair(0, returns);
  });

  it("keeps nodes for a contract from their return on, and promises them to nobody else", async () => {
    const returns = new Date(worldStart.getTime() + 72 * 3_600_000);
    await inRepair(2, returns);
    const ctx = world.lumen.ctx();
    const quote = await createQuote({ ctx, input: askOf(world.lumen, wish) });
    const { contract_id: id } = await acceptQuote({
      ctx,
      input: { id: quote.id, hash: quote.hash, signed_name: "Ana Diaz" },
    });
    const [held] = await world.rows<{ at: string; until: string }>`
      select lower(during) as at, upper(during) as until from capacity_hold where contract_id = ${id}`;
    expect(new Date(held?.at ?? "")).toEqual(returns);
    expect(await startOf(64)).toBeGreaterThanOrEqual(new Date(held?.until ?? "").getTime());
    await world.rows`delete from capacity_hold where contract_id = ${id}`;
    await inRepair(0, returns);
  });

  it("cannot be signed for nodes that went down since the quote", async () => {
    await takeDown(0);
    const quote = await createQuote({ ctx: world.lumen.ctx(), input: askOf(world.lumen, wish) });
    await takeDown(1);
    const signing = acceptQuote({
      ctx: world.lumen.ctx(),
      input: { id: quote.id, hash: quote.hash, signed_name: "Ana Diaz" },
    });
    await expect(signing).rejects.toMatchObject({
      code: "CONFLICT",
      details: { nodes_needed: 8, nodes_free: 7, nodes_total: 7, nodes_down: 1 },
    });
  });
});
