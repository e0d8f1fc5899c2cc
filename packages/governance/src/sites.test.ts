// Guarantees that only sites inside a fence are candidates, and that each other site says every reason why it is out.
import { describe, expect, test } from "vitest";
import type { Fence } from "./fence.ts";
import { fence, openFence } from "./fence.ts";
import type { Leaf } from "./jurisdiction.ts";
import { isLeaf } from "./jurisdiction.ts";
import { resolvePlaces } from "./jurisdiction-group.ts";
import type { SiteFacts } from "./sites.ts";
import { allowedSites } from "./sites.ts";

const at = new Date("2026-11-20T10:00:00Z");
const later = "2027-01-01T00:00:00Z";
const world = {
  "par-w1": "FR",
  "par-g1": "FR",
  "lyo-g1": "FR",
  "fra-g1": "DE",
  "dub-g1": "IE",
  "cay-g1": "GF",
  "run-w1": "RE",
  "lon-g1": "GB",
  "zrh-g1": "CH",
  "osl-g1": "NO",
  "iad-g1": "US",
  "nrt-g1": "JP",
  "bom-g1": "IN",
  "sha-g1": "CN",
}; // the world of the governance cases
const site = (id: string, jurisdiction: string | null, change: Partial<SiteFacts> = {}): SiteFacts => ({
  id,
  jurisdiction,
  operatorCountries: jurisdiction ? [jurisdiction] : [],
  certificates: [],
  ...change,
});
const sites = Object.entries(world).map(([id, leaf]) => site(id, leaf));
const only = (...codes: string[]): readonly Leaf[] => codes.filter(isLeaf);
const out = (limits: Fence, id: string, candidates = sites) =>
  allowedSites(limits, candidates, at)
    .refused.find((refused) => refused.site.id === id)
    ?.reasons.map(({ code, values }) => `${code} ${values["jurisdiction"] ?? values["certificate"] ?? ""}`.trim());
const inside = (limits: Fence, candidates = sites) => allowedSites(limits, candidates, at).allowed.map(({ id }) => id);

const frOnly = fence({ process: only("FR") });

test("no fence: everywhere, even where the location is unknown", () => {
  expect(inside(openFence)).toHaveLength(14);
  expect(inside(openFence, [site("new", null)])).toEqual(["new"]);
});

describe("A. places and names", () => {
  test("case 1, 2: French Guiana and Réunion are not FR", () => {
    expect(inside(frOnly)).toEqual(["par-w1", "par-g1", "lyo-g1"]);
    expect(out(frOnly, "cay-g1")).toEqual(["FENCE GF", "FENCE GF"]);
    expect(out(frOnly, "run-w1")).toEqual(["FENCE RE", "FENCE RE"]);
  });

  test("case 6, 13: no location, global, or a code nobody knows is never eligible for anything fenced", () => {
    const unknown = [site("none", null), site("global", "global"), site("lower", "fr"), site("new", "XK")];
    expect(inside(frOnly, unknown)).toEqual([]);
    for (const { id } of unknown) expect(out(frOnly, id, unknown)).toEqual(["UNKNOWN_LOCATION"]);
    expect(inside(fence({ operatorsForbidden: only("US") }), unknown)).toEqual([]);
  });

  test("case 8, 12: EU27 holds neither GB, CH nor NO; EU27 minus IE not Ireland", () => {
    const eu27 = resolvePlaces(["EU27"], "2026-11-20");
    if (eu27.kind !== "leaves") throw new Error("EU27 is a group");
    const limits = fence({ process: eu27.leaves });
    expect(inside(limits)).toEqual(["par-w1", "par-g1", "lyo-g1", "fra-g1", "dub-g1"]);
    for (const [id, leaf] of [
      ["lon-g1", "GB"],
      ["zrh-g1", "CH"],
      ["osl-g1", "NO"],
    ] as const) {
      expect(out(limits, id)).toEqual([`FENCE ${leaf}`, `FENCE ${leaf}`]);
    }
    expect(out(fence({ process: eu27.leaves.filter((leaf) => leaf !== "IE") }), "dub-g1")).toEqual([
      "FENCE IE",
      "FENCE IE",
    ]);
  });

  test("case 14: a forbidden operator is out even inside the place; an unknown operator too", () => {
    const limits = fence({ process: only("FR"), operatorsForbidden: only("US") });
    const candidates = [
      site("own", "FR"),
      site("us-run", "FR", { operatorCountries: ["FR", "US"] }),
      site("whose", "FR", { operatorCountries: [] }),
    ];
    expect(inside(limits, candidates)).toEqual(["own"]);
    expect(out(limits, "us-run", candidates)).toEqual(["FENCE US"]);
    expect(out(limits, "whose", candidates)).toEqual(["UNKNOWN_LOCATION"]);
  });
});

test("case 36: a site may process and still not store", () => {
  const limits = fence({ process: only("FR", "US"), store: only("FR") });
  expect(out(limits, "iad-g1")).toEqual(["FENCE US"]);
  expect(inside(limits)).toEqual(["par-w1", "par-g1", "lyo-g1"]);
});

test("case 102: a certificate counts until its last instant", () => {
  const limits = fence({ process: only("FR"), certificates: ["HDS"] });
  const held = (expiresAt: string) => [site("par-g1", "FR", { certificates: [{ name: "HDS", expiresAt }] })];
  expect(inside(limits, held(later))).toEqual(["par-g1"]);
  expect(out(limits, "par-g1", held(at.toISOString()))).toEqual(["CONSENT HDS"]);
  expect(out(limits, "par-g1", held("not a date"))).toEqual(["CONSENT HDS"]);
});

test("case 78: nowhere is nowhere", () => {
  expect(inside(fence({ process: [] }))).toEqual([]);
});
