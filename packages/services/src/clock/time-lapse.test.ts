// Guarantee: machines under repair come back though no job runs at their site: whoever changes time or restarts wakes its broker.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type World } from "../../test/world.ts";
import { reconcile } from "../reconcile.ts";
import { setTimeLapse } from "./set-rate.ts";

describe("a site without a job, with a node under repair", () => {
  let world: World;
  let siteId = "";
  beforeAll(async () => {
    world = await createWorld({ demo: true });
    const [node] = await world.rows<{ site_id: string }>`
      update node set status = 'down' where id = (select min(id) from node) returning site_id`;
    siteId = node?.site_id ?? "";
  });
  afterAll(() => world.close());

  it("is woken when time runs fast, and when it runs as usual again", async () => {
    await setTimeLapse(world.platform, true);
    await setTimeLapse(world.platform, false);
    expect(world.engineCalls).toEqual([`wakeBroker ${siteId}`, `wakeBroker ${siteId}`]);
  });

  it("is woken after Temporal lost everything", async () => {
    expect(await reconcile(world.platform)).toMatchObject({ sites: 1 });
    expect(world.engineCalls.at(-1)).toBe(`wakeBroker ${siteId}`);
  });
});
