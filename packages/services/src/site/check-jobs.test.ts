// Guarantee: a contract's data are examined once, for all of its jobs, and not before the check counts.
import type { BlobStore } from "@ingot/datasets";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { afterStart, sign } from "../../test/story.ts";
import { createWorld, systemContext, type World } from "../../test/world.ts";
import { advanceSite } from "./advance.ts";

/** A store that counts how often each key is looked at. */
function counting(store: BlobStore): { readonly store: BlobStore; readonly looks: Map<string, number> } {
  const looks = new Map<string, number>();
  const counted = new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...parameters: unknown[]) => {
        const [key] = parameters;
        if (typeof key === "string") looks.set(key, (looks.get(key) ?? 0) + 1);
        return (value as (...given: unknown[]) => unknown).apply(target, parameters);
      };
    },
  });
  return { store: counted, looks };
}

describe("checking the jobs of a contract", () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
    await sign(world);
  });
  afterAll(() => world.close());

  it("looks at each chunk once, a minute after acceptance", async () => {
    const { store, looks } = counting(world.platform.stores.datasets);
    const platform = { ...world.platform, stores: { ...world.platform.stores, datasets: store } };
    const wake = () =>
      advanceSite({ ctx: { ...systemContext(world), platform }, input: { siteId: world.siteIds["lyon"] ?? "" } });
    await world.setNow(afterStart(30_000));
    await wake();
    expect([...looks.values()]).toEqual([]);
    await world.setNow(afterStart(90_000));
    await wake();
    await wake();
    expect(looks.size).toBeGreaterThan(0);
    expect(new Set(looks.values())).toEqual(new Set([1]));
  });
});
