// Guarantees: sign-in's tables are what better-auth writes; a removed member, an ended key and a forged header act for nobody.
import { randomBytes } from "node:crypto";
import { openDatabases, tables } from "@ingot/db";
import { makeId } from "@ingot/units";
import { getAuthTables } from "better-auth/db";
import { organization } from "better-auth/plugins";
import { eq, getTableColumns } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../infra/stack/test-database.ts";
import { hashSecret, makeSecret } from "../key/secret.ts";
import { createLog } from "../log.ts";
import type { Platform } from "../context.ts";
import { authOptions, authTables, type Auth, createAuth } from "./auth.ts";
import { resolveActor } from "./resolve-actor.ts";

const baseUrl = "http://localhost:3999";
const password = "correct horse battery";
const log = createLog({ name: "test", level: "silent" });
const newId: Platform["newId"] = (kind) => makeId(kind, Date.now(), randomBytes(10));

let database: TestDatabase;
let databases: ReturnType<typeof openDatabases>;
let auth: Auth;

beforeAll(async () => {
  database = await createTestDatabase();
  databases = openDatabases(database, 3);
  auth = createAuth({ database: databases.auth, newId, log, baseUrl, secret: "s".repeat(40), rateLimit: true });
});
afterAll(async () => {
  await databases.close();
  await database.drop();
});

const resolve = (headers: Record<string, string>) =>
  resolveActor({ platform: { databases }, auth }, new Headers(headers));

async function signUp(email: string): Promise<string> {
  const { user } = await auth.api.signUpEmail({ body: { email, password, name: email.split("@")[0] ?? "" } });
  return user.id;
}

const signIn = (email: string, headers: Record<string, string> = {}) =>
  auth.handler(
    new Request(`${baseUrl}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: baseUrl, ...headers },
      body: JSON.stringify({ email, password }),
    }),
  );

async function cookieOf(email: string): Promise<string> {
  const response = await signIn(email, { "x-ingot-client-address": `10.0.0.${Math.floor(Math.random() * 250)}` });
  expect(response.status).toBe(200);
  return response.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
}

const found = (name: string, userId: string) =>
  auth.api.createOrganization({ body: { name, slug: name.toLowerCase(), userId } });

describe("the tables of sign-in", () => {
  it("hold every field that better-auth's options ask for", () => {
    const options = authOptions({ database: databases.auth, newId, log, baseUrl, secret: "s" });
    const asked = getAuthTables({
      ...options,
      plugins: [organization({ schema: { organization: { additionalFields: { country: { type: "string" } } } } })],
    });
    for (const [model, { fields }] of Object.entries(asked)) {
      const table = authTables[model as keyof typeof authTables];
      expect(table, `a table for ${model}`).toBeDefined();
      expect(Object.keys(getTableColumns(table)), model).toEqual(expect.arrayContaining(Object.keys(fields)));
    }
  });
});

describe("a person", () => {
  it("gets our ids, acts for the first organization, and for nobody's after being removed", async () => {
    const userId = await signUp("ana@one.example");
    expect(userId).toMatch(/^usr_[0-9a-f]{32}$/);
    const one = await found("One", userId);
    expect(one.id).toMatch(/^org_/);
    const cookie = await cookieOf("ana@one.example");
    expect(cookie).toContain("ingot.session_token=");
    const before = await resolve({ cookie });
    expect(before.actor).toMatchObject({ kind: "person", personId: userId, organizationId: one.id, role: "owner" });

    await databases.auth.delete(tables.member).where(eq(tables.member.userId, userId));
    const after = await resolve({ cookie });
    expect(after.actor).toEqual({ kind: "anonymous" });
    expect(after.person?.id).toBe(userId);
  });

  it("of two organizations acts for the chosen one, and a demotion counts at once", async () => {
    const userId = await signUp("bo@two.example");
    const first = await found("Two", userId);
    const second = await found("Three", userId);
    const cookie = await cookieOf("bo@two.example");
    expect((await resolve({ cookie })).actor).toMatchObject({ organizationId: first.id });
    const headers = new Headers({ cookie, origin: baseUrl });
    await auth.api.setActiveOrganization({ body: { organizationId: second.id }, headers });
    expect((await resolve({ cookie })).actor).toMatchObject({ organizationId: second.id, role: "owner" });
    const shownIn = (organizationId: string) => resolve({ cookie, "x-ingot-organization": organizationId });
    expect((await shownIn(second.id)).actor).toMatchObject({ organizationId: second.id });
    const stale = await shownIn(first.id);
    expect(stale.actor, "a tab that still shows the first organization").toEqual({ kind: "anonymous" });
    expect(stale.refusal).toMatchObject({ code: "OTHER_ORGANIZATION", details: { shown: first.id } });
    await databases.auth
      .update(tables.member)
      .set({ role: "viewer" })
      .where(eq(tables.member.organizationId, second.id));
    expect((await resolve({ cookie })).actor).toMatchObject({ role: "viewer" });
    await databases.auth
      .update(tables.member)
      .set({ role: "emperor" })
      .where(eq(tables.member.organizationId, second.id));
    expect((await resolve({ cookie })).actor).toEqual({ kind: "anonymous" });
  });

  it("cannot change who belongs to an organization past the verbs that audit it", async () => {
    await signUp("di@five.example");
    const cookie = await cookieOf("di@five.example");
    const paths = ["create", "delete", "update", "leave", "invite-member", "update-member-role", "remove-member"];
    for (const path of [...paths, "accept-invitation", "cancel-invitation"]) {
      const asked = new Request(`${baseUrl}/api/auth/organization/${path}`, {
        method: "POST",
        headers: { cookie, origin: baseUrl, "content-type": "application/json" },
        body: JSON.stringify({ name: "Sixth", slug: "sixth" }),
      });
      expect((await auth.handler(asked)).status, path).toBe(404);
    }
  });

  it("who stays at work stays signed in: a session used after a day is prolonged, its cookie with it", async () => {
    const userId = await signUp("flo@six.example");
    await found("Six", userId);
    const cookie = await cookieOf("flo@six.example");
    const day = 86_400_000;
    const inDays = (days: number) => new Date(Date.now() + days * day);
    const left = async () => {
      // Signing up opened a session of its own.
      const rows = await databases.auth.select().from(tables.session).where(eq(tables.session.userId, userId));
      return (Math.max(...rows.map((row) => row.expiresAt.getTime())) - Date.now()) / day;
    };
    await databases.auth
      .update(tables.session)
      .set({ expiresAt: inDays(5) })
      .where(eq(tables.session.userId, userId));
    expect((await resolve({ cookie })).cookies).toEqual([]);
    expect(await left(), "a page cannot send the cookie, so it leaves the session").toBeCloseTo(5, 1);
    const { cookies } = await resolveActor({ platform: { databases }, auth }, new Headers({ cookie }), "prolong");
    expect(cookies.join()).toMatch(/ingot\.session_token=.*Max-Age=604800/);
    expect(await left()).toBeCloseTo(7, 1);
  });

  it("who signs out everywhere is nobody with every session", async () => {
    await found("Seven", await signUp("gus@seven.example"));
    const cookies = [await cookieOf("gus@seven.example"), await cookieOf("gus@seven.example")];
    const headers = { cookie: cookies[0] ?? "", origin: baseUrl, "content-type": "application/json" };
    const path = `${baseUrl}/api/auth/revoke-sessions`;
    expect((await auth.handler(new Request(path, { method: "POST", headers, body: "{}" }))).status).toBe(200);
    for (const cookie of cookies) expect((await resolve({ cookie })).person).toBeNull();
  });

  it("cannot choose an organization of others", async () => {
    const owner = await signUp("cy@four.example");
    const four = await found("Four", owner);
    await signUp("eve@none.example");
    const cookie = await cookieOf("eve@none.example");
    const headers = new Headers({ cookie, origin: baseUrl });
    await expect(auth.api.setActiveOrganization({ body: { organizationId: four.id }, headers })).rejects.toThrow();
    expect((await resolve({ cookie })).actor).toEqual({ kind: "anonymous" });
  });

  it("of our staff acts as staff", async () => {
    const userId = await signUp("op@ingot.example");
    await databases.auth.insert(tables.staffMember).values({ userId, role: "operator" });
    const cookie = await cookieOf("op@ingot.example");
    expect((await resolve({ cookie })).actor).toMatchObject({ kind: "staff", role: "operator" });
  });

  it("with a wrong password or from a foreign page is refused, and after twenty tries a minute waits", async () => {
    const wrong = await auth.handler(
      new Request(`${baseUrl}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: baseUrl, "x-ingot-client-address": "10.9.9.9" },
        body: JSON.stringify({ email: "ana@one.example", password: "not the password" }),
      }),
    );
    expect(wrong.status).toBe(401);
    const foreign = { origin: "http://evil.example", cookie: "a=b", "x-ingot-client-address": "10.9.9.8" };
    expect((await signIn("ana@one.example", foreign)).status).toBe(403);
    const statuses = [];
    for (let each = 0; each < 21; each += 1) {
      const headers = { "x-ingot-client-address": "10.9.9.7", "x-forwarded-for": `1.2.3.${each}` };
      statuses.push((await signIn("nobody@none.example", headers)).status);
    }
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.slice(0, 20)).not.toContain(429);
  });
});

describe("a key", () => {
  async function insertKey(values: Partial<typeof tables.apiKey.$inferInsert>): Promise<string> {
    const { secret, prefix, hash } = makeSecret();
    const id = newId("key");
    const organizationId = "org_of_key";
    const row = { id, organizationId, name: "ci", prefix, secretHash: hash, role: "engineer", createdBy: "Ana" };
    await databases.platform.insert(tables.apiKey).values({ ...row, createdAt: new Date(), ...values });
    return secret;
  }
  const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

  it("acts for its organization, and its use is noted", async () => {
    const secret = await insertKey({});
    const { actor } = await resolve(bearer(secret));
    expect(actor).toMatchObject({ kind: "key", organizationId: "org_of_key", role: "engineer" });
    const { apiKey } = tables;
    const [row] = await databases.platform
      .select()
      .from(apiKey)
      .where(eq(apiKey.secretHash, hashSecret(secret)));
    expect(row?.lastUsedAt).toBeInstanceOf(Date);
  });

  it("that is expired, revoked, of an unknown role, made up or malformed is refused, not taken for nobody", async () => {
    const past = new Date(Date.now() - 1000);
    const refused = [
      await insertKey({ expiresAt: past }),
      await insertKey({ revokedAt: past }),
      await insertKey({ role: "operator" }),
      makeSecret().secret,
      "ik_short",
      "something else",
    ];
    for (const secret of refused) {
      const { actor, refusal } = await resolve(bearer(secret));
      expect(actor).toEqual({ kind: "anonymous" });
      expect(refusal?.code).toBe("UNAUTHENTICATED");
      expect(refusal?.message).not.toContain(secret);
    }
  });

  it("beats a cookie, so that a request never has two authors", async () => {
    const cookie = await cookieOf("bo@two.example");
    const { actor, refusal } = await resolve({ cookie, authorization: "Basic abc" });
    expect(actor).toEqual({ kind: "anonymous" });
    expect(refusal?.code).toBe("UNAUTHENTICATED");
  });
});

it("nobody is nobody, also with a made-up cookie", async () => {
  expect(await resolve({})).toMatchObject({ actor: { kind: "anonymous" }, person: null, refusal: null });
  const forged = await resolve({ cookie: "ingot.session_token=abc.def" });
  expect(forged).toMatchObject({ actor: { kind: "anonymous" }, person: null, refusal: null });
});
