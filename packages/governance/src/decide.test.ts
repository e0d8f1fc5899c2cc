// Guarantees that no role overrides a fence or a list, that nothing is told to whom it is hidden, and that doubt is a no.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Action, Actor, Artifact, Request } from "./decide.ts";
import { decide } from "./decide.ts";
import type { Fence } from "./fence.ts";
import { fence, openFence } from "./fence.ts";
import { isLeaf } from "./jurisdiction.ts";
import type { Role } from "./roles.ts";
import { roles, scopesOf } from "./roles.ts";
import type { SiteFacts } from "./sites.ts";

const at = new Date("2026-11-20T10:00:00Z");
const actions: readonly Action[] = ["discover", "read", "place", "checkpoint", "export", "derive", "erase"];
const only = (...codes: string[]) => codes.filter(isLeaf);
const siteIn = (jurisdiction: string | null): SiteFacts => ({
  id: `site-${jurisdiction}`,
  jurisdiction,
  operatorCountries: jurisdiction ? [jurisdiction] : [],
  certificates: [],
});
const person = (id: string, role: Role = "engineer", change: Partial<Actor> = {}): Actor => ({
  kind: "person",
  id,
  organizationId: "acme",
  member: true,
  scopes: scopesOf(role),
  ...change,
});
const artifact = (limits: Fence, change: Partial<Artifact> = {}): Artifact => ({
  id: "d",
  kind: "dataset",
  organizationId: "acme",
  fence: limits,
  state: "live",
  ...change,
});
const scheduler = person("scheduler", "viewer", { kind: "system", scopes: new Set() });
const frOnly = fence({ process: only("FR") });
const three = fence({ people: ["ana", "bo", "cy"] });

function answer(actor: Actor, action: Action, thing: Artifact, place: string | null = "FR", when = at): string {
  const decision = decide({
    actor,
    action,
    artifact: thing,
    destination: place === null ? null : siteIn(place),
    at: when,
  });
  return decision.kind === "permit" ? "permit" : decision.code;
}

describe("the fence", () => {
  test("case 16, 17: no role overrides it", () => {
    for (const role of Object.keys(roles) as Role[]) {
      expect(answer(person("root", role), "place", artifact(frOnly), "DE"), role).not.toBe("permit");
    }
    expect(answer(person("root", "owner"), "place", artifact(frOnly), "DE")).toBe("FENCE");
    expect(answer(person("root", "owner"), "place", artifact(frOnly), "FR")).toBe("permit");
  });

  test("case 1, 15, 20: the scheduler gets FENCE with the place's name", () => {
    const request = {
      actor: scheduler,
      action: "place",
      artifact: artifact(frOnly),
      destination: siteIn("GF"),
      at,
    } as const;
    const decision = decide(request);
    expect(decision.kind === "forbid" && decision.reasons[0]?.values["jurisdiction"]).toBe("GF");
    expect(answer(scheduler, "place", artifact(frOnly), "FR")).toBe("permit");
    expect(answer(scheduler, "place", artifact(openFence), "CN")).toBe("permit");
  });

  test("each action asks for exactly its uses of a place", () => {
    const limits = { process: "anywhere", store: "anywhere", see: "anywhere", exports: "any" } as const;
    const stopped = (action: Action) =>
      (["process", "store", "see"] as const).filter(
        (use) => answer(person("ana"), action, artifact(fence({ ...limits, [use]: only("FR") })), "DE") !== "permit",
      );
    expect(Object.fromEntries(actions.map((action) => [action, stopped(action)]))).toEqual({
      discover: [],
      read: ["see"],
      place: ["process", "store"],
      checkpoint: ["store"],
      export: ["see"],
      derive: ["process"],
      erase: [],
    });
  });

  test("case 36: a checkpoint is stored inside or nowhere", () => {
    expect(answer(scheduler, "checkpoint", artifact(frOnly, { kind: "checkpoint" }), "US")).toBe("FENCE");
    expect(answer(scheduler, "checkpoint", artifact(frOnly), null)).toBe("UNKNOWN_LOCATION");
    expect(answer(scheduler, "place", artifact(openFence), null)).toBe("UNKNOWN_LOCATION");
  });

  test("case 48: export needs its kind and its place", () => {
    const listing = fence({ process: only("FR"), exports: ["checkpoint"] });
    const checkpoint = (limits: Fence) => artifact(limits, { kind: "checkpoint" });
    expect(answer(person("ana"), "export", checkpoint(frOnly), "FR")).toBe("EXPORT");
    expect(answer(person("ana"), "export", checkpoint(listing), "FR")).toBe("permit");
    expect(answer(person("ana"), "export", checkpoint(listing), "US")).toBe("EXPORT");
    expect(answer(person("ana"), "export", checkpoint(listing), null)).toBe("EXPORT");
    expect(answer(person("ana"), "export", artifact(listing), "FR")).toBe("EXPORT");
    expect(answer(person("ana"), "export", checkpoint(openFence), null)).toBe("permit");
  });
});

describe("the list", () => {
  test("case 61, 62, 66: who is not listed gets NOT_FOUND, owners too, for every action", () => {
    for (const action of actions) {
      expect(answer(person("dan"), action, artifact(three))).toBe("NOT_FOUND");
      expect(answer(person("root", "owner"), action, artifact(three))).toBe("NOT_FOUND");
    }
    expect(answer(person("ana"), "read", artifact(three))).toBe("permit");
  });

  test("case 69: a key is its own principal", () => {
    expect(answer(person("k1", "engineer", { kind: "key" }), "read", artifact(three))).toBe("NOT_FOUND");
  });

  test("case 85: another organization's is NOT_FOUND, and says the same as a list does", () => {
    const eve = person("eve", "owner", { organizationId: "rival" });
    const request = (actor: Actor, limits: Fence): Request => ({
      actor,
      action: "read",
      artifact: artifact(limits),
      destination: siteIn("DE"),
      at,
    });
    expect(decide(request(eve, frOnly))).toEqual(decide(request(person("dan"), three)));
    const texts = JSON.stringify(decide(request(eve, frOnly)));
    expect(texts).not.toContain("FR");
  });

  test("case 74: with nobody left it is sealed", () => {
    expect(answer(person("ana", "owner"), "read", artifact(fence({ people: [] })))).toBe("NOT_FOUND");
  });
});

describe("standing and time", () => {
  test("case 88: a membership that ended", () => {
    expect(answer(person("ana", "owner", { member: false }), "read", artifact(openFence))).toBe("MEMBERSHIP");
  });

  test("case 72: staff need a live grant from a listed person of that organization, and only look", () => {
    const grant = { by: "ana", organizationId: "acme", expiresAt: "2026-11-20T11:00:00Z" };
    const sup = (held?: Partial<typeof grant>): Actor => ({
      ...person("sup", "operator", { kind: "staff", organizationId: "ingot" }),
      ...(held ? { grant: { ...grant, ...held } } : {}),
    });
    expect(answer(sup(), "read", artifact(three))).toBe("SUPPORT");
    expect(answer(sup({}), "read", artifact(three))).toBe("permit");
    expect(answer(sup({ by: "dan" }), "read", artifact(three))).toBe("SUPPORT");
    expect(answer(sup({ organizationId: "rival" }), "read", artifact(three))).toBe("SUPPORT");
    expect(answer(sup({ expiresAt: at.toISOString() }), "read", artifact(three))).toBe("SUPPORT");
    expect(answer(sup({}), "erase", artifact(three))).toBe("SUPPORT");
    expect(answer(sup({}), "read", artifact(frOnly), "US")).toBe("FENCE");
  });

  test("a scope that is missing", () => {
    expect(answer(person("vic", "viewer"), "derive", artifact(openFence))).toBe("SCOPE");
    expect(answer(person("fin", "finance"), "read", artifact(openFence))).toBe("SCOPE");
    expect(answer(person("vic", "viewer"), "read", artifact(openFence))).toBe("permit");
  });

  test("case 98, 100: erased and expired things; erasing stays possible", () => {
    const consent = fence({ expiresAt: "2026-11-20T10:00:00Z" });
    const before = new Date(at.getTime() - 1);
    expect(answer(person("ana"), "read", artifact(openFence, { state: "erased" }))).toBe("ERASED");
    expect(answer(person("dan"), "read", artifact(three, { state: "erased" }))).toBe("NOT_FOUND");
    expect(answer(person("ana"), "derive", artifact(consent))).toBe("CONSENT");
    expect(answer(person("ana"), "derive", artifact(consent), "FR", before)).toBe("permit");
    expect(answer(person("ana"), "erase", artifact(consent))).toBe("permit");
  });
});

describe("doubt is a no", () => {
  test("case 32: what cannot be computed is CHECK_ERROR, never a permit", () => {
    const damaged: Fence[] = [{}, null, { ...frOnly, process: "FR" }, { ...three, people: "ana bo cy" }].map(
      (value) => value as unknown as Fence,
    );
    for (const limits of damaged) expect(answer(person("ana", "owner"), "read", artifact(limits))).toBe("CHECK_ERROR");
    for (const name of Object.keys(frOnly)) {
      const holed = Object.fromEntries(Object.entries(frOnly).filter(([key]) => key !== name)) as unknown as Fence;
      expect(answer(scheduler, "place", artifact(holed), "DE"), name).toBe("CHECK_ERROR");
    }
    expect(answer(person("ana"), "fly" as Action, artifact(openFence))).toBe("CHECK_ERROR");
    expect(answer(person("ana"), "read", artifact(openFence), "FR", new Date(Number.NaN))).toBe("CHECK_ERROR");
    for (const damage of [{ kind: "secret" }, { state: "hidden" }]) {
      const broken = { ...artifact(openFence), ...damage } as unknown as Artifact;
      for (const action of actions) expect(answer(person("ana", "owner"), action, broken)).toBe("CHECK_ERROR");
    }
    const ghost = person("ana", "owner", { kind: "ghost" as Actor["kind"] });
    expect(answer(ghost, "read", artifact(openFence))).toBe("CHECK_ERROR");
  });

  test("the whole table: a permit implies organization, list, life, scope and place, for every combination", () => {
    const worlds = fc.record({
      action: fc.constantFrom(...actions),
      role: fc.constantFrom(...(Object.keys(roles) as Role[])),
      kind: fc.constantFrom<Actor["kind"]>("person", "key", "system"),
      id: fc.constantFrom("ana", "dan"),
      organizationId: fc.constantFrom("acme", "rival"),
      member: fc.boolean(),
      fenced: fc.boolean(),
      listed: fc.boolean(),
      state: fc.constantFrom<Artifact["state"]>("live", "erased"),
      place: fc.constantFrom("FR", "DE", null),
    });
    const limitsOf = (fenced: boolean, listed: boolean) =>
      fence({ process: fenced ? only("FR") : undefined, people: listed ? ["ana"] : undefined });
    let permits = 0;
    const property = fc.property(worlds, (world) => {
      const limits = limitsOf(world.fenced, world.listed);
      const actor = person(world.id, world.role, {
        kind: world.kind,
        organizationId: world.organizationId,
        member: world.member,
      });
      if (answer(actor, world.action, artifact(limits, { state: world.state }), world.place) !== "permit") return;
      permits += 1;
      const writes = ["place", "checkpoint", "derive", "erase"].includes(world.action);
      const placed = world.action !== "discover" && world.action !== "erase";
      const broken = {
        organization: world.organizationId !== "acme",
        membership: !world.member,
        list: world.listed && world.kind !== "system" && world.id !== "ana",
        erased: world.state === "erased" && world.action !== "discover",
        place: world.fenced && placed && world.place !== "FR",
        export: world.fenced && world.action === "export",
        scope: writes && world.kind !== "system" && !scopesOf(world.role).has("dataset.write"),
      };
      expect(Object.entries(broken).filter(([, is]) => is)).toEqual([]);
    });
    fc.assert(property, { numRuns: 10_000, seed: 20261120 });
    expect(permits).toBeGreaterThan(500);
  });
});
