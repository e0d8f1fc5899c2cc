// Guarantees that combining fences can only tighten, in any order, and that nothing missing is ever read as "no limit".
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fence } from "./fence.ts";
import { effectiveFence, emptyFence, fence, fenceChange, meet, openFence, readFence, sameFence } from "./fence.ts";
import type { Leaf } from "./jurisdiction.ts";
import { allowedSites } from "./sites.ts";

const leaf = (code: string) => code as Leaf;
const leaves = (codes: string) => codes.split(" ").filter(Boolean).map(leaf);
const few = leaves("FR DE IE US GF GB");
const at = new Date("2026-11-20T10:00:00Z");

const places = fc.oneof(fc.constant("anywhere" as const), fc.subarray(few));
const anyFence: fc.Arbitrary<Fence> = fc
  .record({
    process: places,
    store: places,
    see: places,
    people: fc.oneof(fc.constant("all" as const), fc.subarray(["ana", "bo", "cy"])),
    operatorsForbidden: fc.subarray(few),
    certificates: fc.subarray(["HDS", "ISO27001"]),
    expiresAt: fc.constantFrom(null, "2026-11-19T00:00:00Z", "2027-01-01T00:00:00Z"),
    exports: fc.oneof(fc.constant("any" as const), fc.subarray(["checkpoint", "weights", "dataset"] as const)),
  })
  .map(fence);
const sites = [...few, leaf("GP")].map((jurisdiction) => ({
  id: `site-${jurisdiction}`,
  jurisdiction,
  operatorCountries: [jurisdiction],
  certificates: [{ name: "HDS", expiresAt: "2027-01-01T00:00:00Z" }],
}));
const allowed = (value: Fence) => new Set(allowedSites(value, sites, at).allowed.map((site) => site.id));
const runs = { numRuns: 1_000, seed: 20261120 };

describe("meet is a semilattice", () => {
  test("commutative, associative, idempotent, with the open fence as its neutral element", () => {
    const property = fc.property(anyFence, anyFence, anyFence, (a, b, c) => {
      expect(meet(a, b)).toEqual(meet(b, a));
      expect(meet(meet(a, b), c)).toEqual(meet(a, meet(b, c)));
      expect(meet(a, a)).toEqual(a);
      expect(meet(a, openFence)).toEqual(a);
      expect(meet(openFence, a)).toEqual(a);
    });
    fc.assert(property, runs);
  });

  test("monotone: tightening an input never opens the result, and the result is below each input", () => {
    const property = fc.property(anyFence, anyFence, anyFence, (a, b, c) => {
      expect(fenceChange(a, meet(a, b))).not.toBe("looser");
      // meet(a, c) is at most a, so meet(a, c, b) is at most meet(a, b)
      expect(fenceChange(meet(a, b), meet(meet(a, c), b))).not.toBe("looser");
    });
    fc.assert(property, runs);
  });

  test("a site is allowed by the meet exactly when both fences allow it", () => {
    const property = fc.property(anyFence, anyFence, (a, b) => {
      const [left, right] = [allowed(a), allowed(b)];
      expect(allowed(meet(a, b))).toEqual(new Set([...left].filter((id) => right.has(id))));
    });
    fc.assert(property, runs);
  });

  test("a chain of 10,000 steps and a merge of 10,000 parents give the tightest of all", () => {
    const parents = Array.from({ length: 10_000 }, (_, index) =>
      fence({ process: index === 9_999 ? leaves("FR") : few }),
    );
    expect(effectiveFence(openFence, parents).process).toEqual(["FR"]);
  });
});

describe("D. lineage (algebra)", () => {
  test("case 49, 53-55: what is derived inherits its inputs' fence", () => {
    expect(effectiveFence(openFence, [fence({ process: leaves("FR") })]).process).toEqual(["FR"]);
    expect(effectiveFence(openFence, [openFence, fence({ process: leaves("FR") })]).store).toEqual(["FR"]);
  });

  test("case 52: {FR} merged with {US} is empty", () => {
    const merged = meet(fence({ process: leaves("FR") }), fence({ process: leaves("US") }));
    expect(emptyFence(merged)).toEqual({ nowhereTo: ["process", "store", "see"], nobody: false });
    expect(emptyFence(openFence)).toBeUndefined();
  });

  test("case 56: {FR,DE} averaged with {FR,IE} is {FR}", () => {
    expect(meet(fence({ process: leaves("FR DE") }), fence({ process: leaves("FR IE") })).process).toEqual(["FR"]);
  });
});

describe("F. changing the rules (algebra)", () => {
  const fr = fence({ process: leaves("FR") });

  test("case 70, 75: a place, a person or an export more is looser; case 82: fewer is tighter", () => {
    expect(fenceChange(fr, fence({ process: leaves("FR DE") }))).toBe("looser");
    expect(fenceChange(fr, fence({ process: leaves("FR"), exports: ["checkpoint"] }))).toBe("looser");
    expect(fenceChange(fence({ people: ["ana"] }), fence({ people: ["ana", "dan"] }))).toBe("looser");
    expect(fenceChange(fr, openFence)).toBe("looser");
    expect(fenceChange(fence({ process: leaves("FR DE") }), fr)).toBe("tighter");
    expect(fenceChange(fr, fence({ process: leaves("FR") }))).toBe("same");
    // one place swapped for another opens something, so it needs approval
    expect(fenceChange(fr, fence({ process: leaves("DE") }))).toBe("looser");
  });

  test("case 78: an empty list is nowhere and a tightening, never no limit", () => {
    const nowhere = fence({ process: [] });
    expect(fenceChange(fr, nowhere)).toBe("tighter");
    expect(allowed(nowhere).size).toBe(0);
    expect(sameFence(nowhere, openFence)).toBe(false);
  });
});

describe("one spelling", () => {
  test("lists are sorted without duplicates; store and see follow process; a fenced artifact exports nothing", () => {
    const value = fence({ process: leaves("FR DE FR") });
    expect([value.process, value.store, value.see]).toEqual([
      ["DE", "FR"],
      ["DE", "FR"],
      ["DE", "FR"],
    ]);
    expect(value.exports).toEqual([]);
    expect(fence({}).exports).toBe("any");
    expect(fence({ expiresAt: "2027-01-01T01:00:00+01:00" }).expiresAt).toBe("2027-01-01T00:00:00.000Z");
    expect(fence({ process: undefined, people: undefined, exports: undefined })).toEqual(openFence);
  });

  test("a place that is no leaf and a date that is none are refused", () => {
    for (const code of ["fr", "EU27", "FR-973", "XX", ""]) {
      expect(() => fence({ process: [leaf(code)] })).toThrow(`received "${code}"`);
    }
    expect(() => fence({ expiresAt: "soon" })).toThrow('received "soon"');
  });
});

describe("reading a stored fence", () => {
  test("what was stored is read back, in one spelling", () => {
    const property = fc.property(anyFence, (value) => {
      expect(readFence(JSON.parse(JSON.stringify(value)))).toEqual(value);
    });
    fc.assert(property, runs);
  });

  test("a missing limit is refused, never taken for no limit", () => {
    for (const name of Object.keys(openFence)) {
      const damaged: Record<string, unknown> = { ...fence({ process: leaves("FR"), people: ["ana"] }) };
      delete damaged[name];
      expect(() => readFence(damaged), name).toThrow(RangeError);
    }
  });

  test("a limit of another type is refused", () => {
    const damages = [
      { process: "FR" },
      { process: "" },
      { store: null },
      { see: [7] },
      { people: "ana" },
      { people: [""] },
      { operatorsForbidden: "all" },
      { certificates: {} },
      { expiresAt: 5 },
      { expiresAt: "never" },
      { exports: ["everything"] },
      { exports: "all" },
    ];
    for (const damage of damages)
      expect(() => readFence({ ...openFence, ...damage }), JSON.stringify(damage)).toThrow(RangeError);
    for (const value of [null, undefined, "anywhere", 7]) expect(() => readFence(value)).toThrow(RangeError);
  });
});
