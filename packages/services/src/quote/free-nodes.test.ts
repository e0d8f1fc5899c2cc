// Guarantees that nodes are promised to one contract at a time, and no longer than their holds last.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { earliestStart, type NodeHold, nodesTaken } from "./free-nodes.ts";

const hold = (nodes: number, from: number, to: number): NodeHold => ({ siteId: "s", systemId: "g", nodes, from, to });

describe("earliestStart", () => {
  it("starts at once when enough is free for the whole span", () => {
    expect(earliestStart([hold(5, 0, 100)], { total: 8, nodes: 3, from: 10, milliseconds: 500 })).toBe(10);
  });

  it("waits for the hold that stands in the way, to its exclusive end", () => {
    expect(earliestStart([hold(6, 0, 100)], { total: 8, nodes: 3, from: 10, milliseconds: 500 })).toBe(100);
  });

  it("does not start before a hold that would cut the span short", () => {
    expect(earliestStart([hold(6, 200, 300)], { total: 8, nodes: 3, from: 10, milliseconds: 191 })).toBe(300);
    expect(earliestStart([hold(6, 200, 300)], { total: 8, nodes: 3, from: 10, milliseconds: 190 })).toBe(10);
  });

  it("has no answer for more than there is", () => {
    expect(earliestStart([], { total: 8, nodes: 9, from: 0, milliseconds: 1 })).toBeUndefined();
  });

  it("never oversells, and no earlier moment would do", () => {
    const spans = fc.record({
      nodes: fc.integer({ min: 1, max: 8 }),
      from: fc.nat(50),
      length: fc.integer({ min: 1, max: 50 }),
    });
    const property = fc.property(fc.array(spans, { maxLength: 6 }), spans, (raw, wish) => {
      const holds = raw.map(({ nodes, from, length }) => hold(nodes, from, from + length));
      const asked = { total: 8, nodes: wish.nodes, from: wish.from, milliseconds: wish.length };
      const start = earliestStart(holds, asked);
      const fits = (at: number) => {
        for (let moment = at; moment < at + wish.length; moment += 1) {
          const taken = holds
            .filter(({ from, to }) => from <= moment && moment < to)
            .reduce((sum, { nodes }) => sum + nodes, 0);
          if (taken + wish.nodes > 8) return false;
        }
        return true;
      };
      expect(start).toBeDefined();
      for (let moment = wish.from; moment < (start ?? 0); moment += 1) expect(fits(moment)).toBe(false);
      expect(fits(start ?? 0)).toBe(true);
    });
    fc.assert(property, { numRuns: 500, seed: 20261120 });
  });
});

describe("nodesTaken", () => {
  it("counts the fullest moment, not the sum over the span", () => {
    expect(nodesTaken([hold(3, 0, 10), hold(4, 10, 20), hold(2, 5, 15)], 0, 20)).toBe(6);
  });
});
