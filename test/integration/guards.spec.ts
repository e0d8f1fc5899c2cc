// Guarantees: a write asked twice is done once, a foreign page cannot write, nobody can dress up to try more passwords,
// Temporal's pages are for reading, by the staff alone, and nobody waits for what somebody else has planned.
import { expect, test } from "@playwright/test";
import { adrien, otto, victor } from "../e2e/people.ts";
import { heavyQuestion } from "../heavy-question.ts";
import { anonymous, attemptSignIn, callerWith, portalUrl, signInOverHttp } from "./caller.ts";
import { mark } from "./mark.ts";
import { openStrictPortal } from "./second-portal.ts";

test.describe("idempotency", () => {
  test("the same key and request are answered the same; another request is refused", async () => {
    const caller = await signInOverHttp(adrien);
    const headers = { "idempotency-key": `once-${mark}` };
    const body = { name: `Made once ${mark}` };
    const first = await caller.rest("POST", "/datasets", { body, headers });
    const second = await caller.rest("POST", "/datasets", { body, headers });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    const other = await caller.rest("POST", "/datasets", { body: { name: `Another ${mark}` }, headers });
    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({ error: { code: "IDEMPOTENCY_MISMATCH" } });
  });

  test("ten at once under one key make one thing", async () => {
    const caller = await signInOverHttp(adrien);
    const name = `Raced ${mark}`;
    const call = { body: { name }, headers: { "idempotency-key": `raced-${mark}` } };
    const answers = await Promise.all(Array.from({ length: 10 }, () => caller.rest("POST", "/datasets", call)));
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ body }) => body["id"])).size).toBe(1);
    const list = await caller.rest("GET", "/datasets?limit=100");
    const named = (list.body["items"] as { name: string }[]).filter((each) => each.name === name);
    expect(named).toHaveLength(1);
  });
});

test.describe("who may ask", () => {
  test("a page of another origin cannot write with this browser's cookie", async () => {
    const caller = await signInOverHttp(adrien);
    const foreign = { headers: { origin: "http://evil.example" }, body: { name: "Forged" } };
    const answer = await caller.rest("POST", "/datasets", foreign);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ error: { code: "FORBIDDEN" } });
  });

  test("a key that was never made is refused, not taken for nobody", async () => {
    const caller = callerWith({ authorization: "Bearer ik_0123456789abcdef" });
    expect((await caller.rest("GET", "/models")).status).toBe(401);
  });

  test("Temporal's pages are read by operators, and by nobody written", async () => {
    const [operator, customer] = await Promise.all([signInOverHttp(otto), signInOverHttp(victor)]);
    const read = await operator.fetch("/operator/temporal");
    expect(read.status).toBe(200);
    expect(await read.text()).toMatch(/<html/i);
    const write = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
    const path = "/operator/temporal/api/v1/namespaces/default/workflows/any/terminate";
    expect((await operator.fetch(path, write)).status).toBe(405);
    expect((await customer.fetch("/operator/temporal")).status).toBe(403);
    expect((await customer.fetch(path, write)).status).toBe(403);
    expect((await anonymous().fetch("/operator/temporal")).status).toBe(401);
  });

  test("wrong passwords are counted by our own sight of the address, whatever X-Forwarded-For says", async () => {
    const portal = await openStrictPortal();
    try {
      const statuses: number[] = [];
      for (let attempt = 0; attempt < 24; attempt += 1) {
        const headers = {
          "x-forwarded-for": `203.0.113.${attempt}`,
          "x-ingot-client-address": `198.51.100.${attempt}`,
        };
        const answer = await attemptSignIn({ email: victor.email, password: "wrong" }, { url: portal.url, headers });
        statuses.push(answer.status);
      }
      expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
      expect(statuses.at(-1)).toBe(429);
    } finally {
      await portal.stop();
    }
  });
});

test("health needs nobody, readiness names its parts", async () => {
  const health = await fetch(`${portalUrl()}/api/health`);
  expect(health.status).toBe(200);
  const ready = await fetch(`${portalUrl()}/api/ready`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toEqual({ ready: true, parts: { postgres: "ok", temporal: "ok" } });
});

test("everybody else is answered while a heavy plan is computed", async () => {
  const planner = await signInOverHttp(adrien);
  let planned = false;
  const answer = planner
    .rest("POST", "/plans", { body: { ...heavyQuestion, explain: true } })
    .finally(() => (planned = true));
  let answered = 0;
  while (!planned) {
    expect((await fetch(`${portalUrl()}/api/health`)).status).toBe(200);
    answered += 1;
  }
  expect((await answer).status).toBe(200);
  // Computed in the thread that answers requests, it would let one or two through before it begins, and one after it.
  expect(answered).toBeGreaterThan(4);
});
