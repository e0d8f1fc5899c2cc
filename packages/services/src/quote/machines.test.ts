// Guarantee: nodes count where they stand together: no job is promised a start before one cluster has them all.
import { describe, expect, it } from "vitest";
import { largestSold, type Machines, nodesDown, nodesSold, repairHolds, soldInWords, wholeFrom } from "./machines.ts";

const day = 86_400_000;
const machines: Machines = {
  siteId: "s",
  systemId: "g",
  devicesPerNode: 8,
  clusters: [
    { up: 6, down: 3, returns: [2 * day, 5 * day] },
    { up: 7, down: 1, returns: [9 * day] },
  ],
};

describe("nodes of two clusters", () => {
  it("are sold where they are up or have a date of return", () => {
    expect(nodesSold(machines)).toBe(16);
    expect(nodesDown(machines)).toBe(4);
    expect(largestSold(machines)).toBe(8);
    expect(repairHolds(machines).map(({ to }) => to)).toEqual([2 * day, 5 * day, 9 * day]);
    expect(soldInWords(machines)).toBe("that are up or whose repair has a known end");
    expect(soldInWords({ ...machines, clusters: [{ up: 6, down: 1, returns: [] }] })).toBe("that are up");
  });

  it("are together from the return that makes one cluster whole, however many are up in all", () => {
    expect(wholeFrom(machines, 7, day)).toBe(day);
    expect(wholeFrom(machines, 8, day)).toBe(5 * day);
    expect(wholeFrom(machines, 8, 6 * day)).toBe(6 * day);
    expect(wholeFrom(machines, 9, day)).toBeUndefined();
    expect(wholeFrom({ ...machines, clusters: [] }, 1, day)).toBeUndefined();
  });
});
