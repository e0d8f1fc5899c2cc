// Guarantees that a place is a known leaf or unknown, never guessed, and that groups grow for nobody who did not ask.
import { describe, expect, test } from "vitest";
import { allLeaves, isLeaf, resolvePlace } from "./jurisdiction.ts";
import type { JurisdictionGroup } from "./jurisdiction-group.ts";
import { everywhereExcept, groupInForce, jurisdictionGroups, resolvePlaces } from "./jurisdiction-group.ts";

const place = (text: string) => {
  const resolution = resolvePlace(text);
  return resolution.kind === "leaf" ? resolution.leaf : resolution.kind;
};
const leavesOf = (places: readonly string[], day = "2026-11-20", groups?: readonly JurisdictionGroup[]) => {
  const resolution = resolvePlaces(places, day, groups);
  return resolution.kind === "leaves"
    ? resolution.leaves
    : resolution.unknown.map(({ received }) => `unknown ${received}`);
};

test("there are 249 leaves", () => {
  expect(new Set(allLeaves).size).toBe(249);
  expect([...allLeaves].toSorted()).toEqual([...allLeaves]);
  expect(isLeaf("EU")).toBe(false);
});

describe("A. places and names", () => {
  test("case 4: cloud names and France become FR, through the table only", () => {
    for (const text of ["fr-par", "eu-west-3", "europe-west9", "France"]) expect(place(text)).toBe("FR");
    expect(place("eu-west-99")).toBe("unknown_location");
  });

  test("case 5: spellings become the code or stay unknown", () => {
    expect([place("fr"), place(" FR "), place("Fr")]).toEqual(["FR", "FR", "FR"]);
    // fullwidth letters, Cyrillic look-alikes, dotless i, zero-width space inside
    for (const text of ["ＦＲ", "ＦR", "FЯ", "ıt", "F\u200bR", "", "F", "FRA", "constructor"]) {
      expect(place(text), text).toBe("unknown_location");
    }
    expect([place("UK"), place("EL")]).toEqual(["GB", "GR"]);
  });

  test("case 8: EU27 and EEA are two lists, and neither holds GB or CH", () => {
    const [eu27, eea] = [groupInForce("EU27", "2026-11-20"), groupInForce("EEA", "2026-11-20")];
    expect([eu27?.leaves.length, eea?.leaves.length]).toEqual([27, 30]);
    for (const code of ["GB", "CH", "NO", "GF", "RE"]) expect(eu27?.leaves, code).not.toContain(code);
    expect(eea?.leaves).toContain("NO");
  });

  test("case 9: EUROPE does not exist", () => {
    expect(leavesOf(["FR", "EUROPE", "Europe"])).toEqual(["unknown EUROPE", "unknown Europe"]);
  });

  test("case 3: metropolitan France and the Republic are two choices", () => {
    expect(leavesOf(["FR"])).toEqual(["FR"]);
    expect(leavesOf(["FR-REPUBLIC"])).toEqual("BL FR GF GP MF MQ NC PF PM RE TF WF YT".split(" "));
    expect(leavesOf(["EU-TERRITORY"])).toHaveLength(33);
  });

  test("case 11: a group that grows does not widen what was expanded before", () => {
    const eu27 = jurisdictionGroups.find((group) => group.name === "EU27") as JurisdictionGroup;
    const grown = {
      ...eu27,
      version: 2,
      validFrom: "2027-01-01",
      leaves: [...eu27.leaves, ...allLeaves.filter((leaf) => leaf === "ME")],
    };
    const groups = [grown, ...jurisdictionGroups];
    const stored = leavesOf(["EU27"], "2026-12-31", groups);
    expect(stored).toHaveLength(27);
    expect(leavesOf(["EU27"], "2027-01-01", groups)).toHaveLength(28);
    expect(leavesOf(["EU27"], "2020-01-31", groups)).toEqual(["unknown EU27"]);
  });

  test("case 13: anywhere but US is every other known leaf", () => {
    expect(everywhereExcept([...allLeaves].filter((leaf) => leaf === "US"))).toHaveLength(248);
  });

  test("case 105: a dual-coded subdivision is its own leaf", () => {
    const own = { "FR-973": "GF", "FR-974": "RE", "US-PR": "PR", "FI-01": "AX", "NO-21": "SJ", "CN-TW": "TW" };
    for (const [code, leaf] of Object.entries(own)) expect(place(code)).toBe(leaf);
    expect(place("FR-75")).toBe("unknown_location");
  });
});
