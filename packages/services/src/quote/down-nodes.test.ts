// Guarantee: only machines that are up are sold, and a refusal says how many are down.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askOf } from "../../test/story.ts";
import { createWorld, type World } from "../../test/world.ts";
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
