// Guarantee: a wafer that loses cores while it runs is mapped again by its own spare rows where these suffice, without a
// new compile and without leaving its node; else its run recovers elsewhere. The same for the same seed.
import { describe, expect, test } from "vitest";
import { advanceSite } from "./advance.ts";
import { exampleJob, exampleNodes, exampleStart, passed } from "./example-site.ts";
import { keyOf } from "./prng.ts";
import { waferDamage } from "./wafer-damage.ts";

const day = 86_400_000;

describe("waferDamage", () => {
  const key = keyOf("damage", "node");
  const drawn = Array.from({ length: 400 }, (_, index) => waferDamage(key, 7, index));

  test("is the same for the same key and numbers", () => {
    expect(drawn.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, index) => waferDamage(key, 7, index)));
  });

  test("kills one core in six of ten faults, and one row of spares takes nearly each of these", () => {
    const single = drawn.filter((each) => each.deadCores === 1);
    expect(single.length / drawn.length).toBeGreaterThan(0.5);
    expect(single.length / drawn.length).toBeLessThan(0.7);
    expect(single.filter((each) => each.remapped).length / single.length).toBeGreaterThan(0.95);
  });

  test("outgrows the spare in some of the larger ones", () => {
    const larger = drawn.filter((each) => each.deadCores > 1);
    const held = larger.filter((each) => each.remapped).length / larger.length;
    expect(held).toBeGreaterThan(0.05);
    expect(held).toBeLessThan(0.9);
  });
});

describe("a run on wafers", () => {
  const nodes = exampleNodes(16, { systemId: "cs-3" });
  const job = exampleJob("job_1", 16, 200, { systemId: "cs-3" });
  const output = advanceSite({
    site: { id: "site_1", seed: "wafers", faults: "curated", nodes, frontier: exampleStart },
    jobs: [job],
    requests: [],
    checks: passed([job], exampleStart),
    until: exampleStart + 250 * day,
  });
  const struck = output.events.filter((event) => event.type === "job.interrupted" && event.data["cause"] === "wafer");
  const after = (event: (typeof struck)[number]) =>
    output.events.find((each) => each.type === "job.recovered" && each.effectiveAt >= event.effectiveAt);

  test("goes on upon the same wafer where it was mapped again, after detection and a load: no compile", () => {
    const remapped = struck.filter((event) => event.data["remapped"] === true);
    expect(remapped.length).toBeGreaterThan(0);
    for (const event of remapped) {
      const again = after(event);
      // Three minutes to notice, two to load; four more would be the compile.
      expect((again?.effectiveAt ?? 0) - event.effectiveAt).toBe(300_000);
      expect(again?.data["nodes"]).toEqual(expect.arrayContaining([...(event.data["nodes"] as string[])]));
    }
  });

  test("waits for the repair where the spare did not suffice and no other wafer is free", () => {
    const lost = struck.filter((event) => event.data["remapped"] === false);
    expect(lost.length).toBeGreaterThan(0);
    for (const event of lost)
      expect((after(event)?.effectiveAt ?? Infinity) - event.effectiveAt).toBeGreaterThan(300_000);
  });
});

describe("a wafer that an operator breaks", () => {
  const job = exampleJob("job_1", 1, 20, { systemId: "cs-3" });
  const broken = (request: string, jobs = [job]) => {
    const { events } = advanceSite({
      site: {
        id: "site_1",
        seed: "breaks",
        faults: "none",
        nodes: exampleNodes(2, { systemId: "cs-3" }),
        frontier: exampleStart,
      },
      jobs,
      requests: [{ id: request, kind: "break", nodeId: "node_a_00000", effectiveAt: exampleStart + 10 * day }],
      checks: passed(jobs, exampleStart),
      until: exampleStart + 40 * day,
    });
    const find = (type: string) => events.find((event) => event.type === type);
    return {
      failed: find("node.failed"),
      struck: find("job.interrupted"),
      again: find("job.recovered"),
      repaired: find("node.repaired"),
    };
  };
  const requests = Array.from({ length: 30 }, (_, index) => `request_${index}`);

  test("loses cores as by a fault of its own: mapped again on the same wafer, or recovered upon another", () => {
    const kinds = new Set<unknown>();
    for (const request of requests) {
      const { failed, struck, again, repaired } = broken(request);
      const { remapped, deadCores } = failed?.data ?? {};
      kinds.add(remapped);
      expect(deadCores).toBeGreaterThan(0);
      expect(struck?.statusReason).toBe("wafer_fault");
      expect(struck?.data).toMatchObject({ cause: "operator", deadCores, remapped });
      expect(again?.data["nodes"]).toEqual([remapped === true ? "node_a_00000" : "node_a_00001"]);
      expect(repaired === undefined).toBe(remapped);
    }
    expect(kinds).toEqual(new Set([true, false]));
  });

  test("is told even where nothing ran on it", () => {
    for (const request of requests) expect(broken(request, []).failed?.data["jobs"]).toEqual([]);
  });
});
