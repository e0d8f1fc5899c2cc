// Guarantee: faults can be asked for in any interval, intervals compose exactly, and rates are those on the profile.
import fc from "fast-check";
import { expect, test } from "vitest";
import { exampleNodes, exampleStart } from "./example-site.ts";
import { faultFeed, faultProcess, faultProfiles, leafKeyOf } from "./faults.ts";
import type { Arrival } from "./faults.ts";
import { faultsPerDay } from "./job.ts";

const day = 86_400_000;
const nodes = exampleNodes(400);

test("intervals compose", () => {
  const cut = fc.integer({ min: 0, max: 2_000 }).map((days) => exampleStart + days * day + 1);
  fc.assert(
    fc.property(cut, cut, cut, fc.integer({ min: 0, max: 399 }), (first, second, third, index) => {
      const [a, b, c] = [first, second, third].toSorted((left, right) => left - right) as [number, number, number];
      const node = nodes[index] as (typeof nodes)[number];
      const between = (from: number, to: number) => faultProcess("seed", node, from, to, "shared_research");
      expect([...between(a, b), ...between(b, c)]).toEqual(between(a, c));
    }),
    { numRuns: 200, seed: 1 },
  );
});

function take(name: "curated" | "shared_research", days: number): Arrival[] {
  const feed = faultFeed("rates", nodes, exampleStart, name);
  const taken: Arrival[] = [];
  for (let next = feed.peek(); next && next.at <= exampleStart + days * day; next = feed.peek()) {
    taken.push(next);
    feed.take();
  }
  return taken;
}

test("the feed of a site holds what each node's own process holds, in order", () => {
  const taken = take("curated", 300);
  for (const [index, arrival] of taken.entries()) expect(arrival.at).toBeGreaterThanOrEqual(taken[index - 1]?.at ?? 0);
  for (const node of nodes.slice(0, 40)) {
    const own = faultProcess("rates", node, exampleStart, exampleStart + 300 * day, "curated");
    expect(taken.filter((arrival) => arrival.nodeId === node.id)).toEqual(own);
  }
});

test("rates over years are those of the profile", () => {
  for (const [name, published] of [
    ["curated", 3.8],
    ["shared_research", 6.5],
  ] as const) {
    const days = 3_000;
    const taken = take(name, days).filter((arrival) => arrival.kind === "fault");
    const nodeFaults = taken.filter((arrival) => arrival.nodeId !== null).length;
    const switches = taken.length - nodeFaults;
    const leafs = new Set(nodes.map(leafKeyOf)).size;
    const perThousand = (1000 * nodeFaults) / (nodes.length * days);
    // Lemons are few, so that their number on one site moves the mean; switches are a hundredth of all faults.
    expect(perThousand).toBeGreaterThan(published * 0.8);
    expect(perThousand).toBeLessThan(published * 1.2);
    expect(switches / (leafs * days)).toBeGreaterThan(faultProfiles[name].switch * 0.6);
    expect(switches / (leafs * days)).toBeLessThan(faultProfiles[name].switch * 1.4);
  }
  // Llama 3: 2,048 nodes had 419 interruptions in 54 days, 7.8 a day.
  expect(faultsPerDay("curated", "gpu", 2048) - faultProfiles.curated.numerical).toBeCloseTo(2048 * 3.8e-3, 1);
});

test("repairs have a long tail, and software needs none", () => {
  const faults = take("shared_research", 3_000).filter((arrival) => arrival.kind === "fault");
  const hours = faults
    .filter((arrival) => arrival.cause === "gpu")
    .map((arrival) => arrival.lasts / 3_600_000)
    .toSorted((left, right) => left - right);
  const median = hours[Math.floor(hours.length / 2)] ?? 0;
  expect(hours[Math.floor(hours.length * 0.99)] ?? 0).toBeGreaterThan(10 * median);
  expect(faults.filter((arrival) => arrival.cause === "software").every((arrival) => arrival.lasts === 0)).toBe(true);
});

test("without faults there is nothing, and wafers fail by causes of their own", () => {
  expect(faultFeed("rates", nodes, exampleStart, "none").peek()).toBeUndefined();
  const [wafer] = exampleNodes(1, { systemId: "cs-2" });
  if (!wafer) throw new Error("one node was asked for");
  const causes = faultProcess("w", wafer, 0, exampleStart * 3, "curated").filter((arrival) => arrival.kind === "fault");
  expect(new Set(causes.map((arrival) => arrival.cause))).toEqual(new Set(["wafer", "host", "software"]));
});
