// Guarantees: REST gives the same answers as tRPC, with statuses, error bodies and headers of its own; the document says so.
import { errorCodes, type ServiceContext } from "@ingot/services";
import { PlanningBudget, planningBudget } from "@ingot/services/plan/budget";
import { createPlanner } from "@ingot/services/plan/planner";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type World } from "../../services/test/world.ts";
import { anonymous, apiContext, listProcedures } from "../test/requests.ts";
import { openApiDocument, operationsOf } from "./openapi.ts";
import { handleRest } from "./rest.ts";
import { handleTrpc } from "./trpc-http.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const service = () => world.lumen.ctx("owner");
const origin = "http://localhost:3000";

async function rest(method: string, path: string, body?: unknown, who = service()) {
  const init =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await handleRest(new Request(`${origin}/api/v1${path}`, { method, ...init }), apiContext(who));
  return { response, body: (await response.json()) as Record<string, unknown> & { error?: Record<string, unknown> } };
}

describe("REST", () => {
  it("creates with 201, reads with 200, and pages by numbers in the address", async () => {
    const made = await rest("POST", "/datasets", { name: "By REST" });
    expect(made.response.status).toBe(201);
    const read = await rest("GET", `/datasets/${String(made.body["id"])}`);
    expect(read.response.status).toBe(200);
    expect(read.body["name"]).toBe("By REST");
    const page = await rest("GET", "/datasets?limit=1");
    expect(page.body["items"]).toHaveLength(1);
    const next = await rest("GET", `/datasets?limit=1&cursor=${String(page.body["next_cursor"])}`);
    expect(next.body["items"]).toHaveLength(1);
    expect(next.body["items"]).not.toEqual(page.body["items"]);
  });

  it("tells a refusal in one shape, with the request's id", async () => {
    const who = { ...service(), requestId: "req_of_this_test" };
    const { response, body } = await rest("GET", "/datasets/ds_of_nobody", undefined, who);
    expect(response.status).toBe(404);
    expect(response.headers.get("x-request-id")).toBe("req_of_this_test");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(body).toEqual({
      error: {
        code: "NOT_FOUND",
        message: 'there is no dataset "ds_of_nobody" that you can see',
        details: { what: "dataset" },
        request_id: "req_of_this_test",
      },
    });
  });

  it.each(["{", '{"name": }', "name=By REST"])(
    "says that the body %s is no JSON, and where it stops to be",
    async (body) => {
      const asked = { method: "POST", body, headers: { "content-type": "application/json" } };
      const response = await handleRest(new Request(`${origin}/api/v1/datasets`, asked), apiContext(service()));
      expect(response.status).toBe(400);
      const told = (await response.json()) as { error: Record<string, unknown> };
      expect(told.error).toMatchObject({ code: "VALIDATION" });
      expect(told.error["message"]).toMatch(
        /^the body must be valid JSON; received what is none: .*(JSON|position|token)/,
      );
    },
  );

  it.each([
    ["nobody", "GET", "/datasets", undefined, 401, "UNAUTHENTICATED"],
    ["a customer", "GET", "/fleet/sites", undefined, 403, "FORBIDDEN"],
    ["a customer", "POST", "/datasets", { name: "" }, 400, "VALIDATION"],
    ["a customer", "GET", "/datasets?limit=many", undefined, 400, "VALIDATION"],
    ["a customer", "GET", "/nothing-here", undefined, 404, "NOT_FOUND"],
    ["a customer", "PATCH", "/datasets", {}, 404, "NOT_FOUND"],
  ])("%s who asks %s %s is refused in words", async (who, method, path, body, status, code) => {
    const asking = who === "nobody" ? anonymous(service()) : service();
    const answer = await rest(method, path, body, asking);
    expect(answer.response.status).toBe(status);
    expect(answer.body.error).toMatchObject({ code, request_id: asking.requestId });
    expect(answer.body.error?.["message"]).toMatch(/\w+ \w+/);
  });

  it("refuses a field that it does not know by name, instead of leaving it out", async () => {
    const { response, body } = await rest("POST", "/keys", { name: "ci", role: "viewer", scopes: ["contract.read"] });
    expect(response.status).toBe(400);
    expect(JSON.stringify(body)).toContain("scopes");
  });

  it("answers a body that is no JSON in words", async () => {
    const init = { method: "POST", body: "{oops", headers: { "content-type": "application/json" } };
    const response = await handleRest(new Request(`${origin}/api/v1/datasets`, init), apiContext(service()));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "VALIDATION" } });
  });
});

describe("one's own model", () => {
  const ask = (changes: object = {}) => ({
    config: { model_type: "gpt2", n_layer: 12, n_embd: 768, n_head: 12, n_positions: 1024, vocab_size: 50_257 },
    model_name: "Brass",
    tokens_counted_in: "r50k_base",
    dataset_version: world.lumen.versionId,
    tokens: 1_000_000_000,
    ...changes,
  });

  it("is quoted by REST, with its configuration as it was received, and the document says how", async () => {
    const made = await rest("POST", "/quotes", ask());
    expect(made.response.status).toBe(201);
    expect(made.body).toMatchObject({ model_label: "Brass", own_model: { tokens_counted_in: "r50k_base" } });
    const { config } = made.body["own_model"] as { config: string };
    expect(JSON.parse(config)).toEqual(ask().config);
    const operation = JSON.stringify((await openApiDocument()).paths?.["/quotes"]?.post?.requestBody);
    for (const field of ["config", "model_name", "tokens_counted_in", "cl100k_base"])
      expect(operation).toContain(field);
  });

  it.each([
    [{ tokens_counted_in: "cl100k_base" }, "vocab_size of 50257"],
    [{ tokens_counted_in: "klingon" }, 'received "klingon"'],
    [{ model_nmae: "Brass" }, "model_nmae"],
    [{ config: [] }, "config"],
  ])("is refused by rule and value: %j", async (changes, words) => {
    const { response, body } = await rest("POST", "/quotes", ask(changes));
    expect(response.status).toBe(400);
    expect(body.error?.["message"]).toContain(words);
  });

  it("is nobody else's", async () => {
    const made = await rest("POST", "/quotes", ask());
    const theirs = await rest("GET", `/quotes/${String(made.body["id"])}`, undefined, world.rival.ctx("owner"));
    expect(theirs.response.status).toBe(404);
  });
});

describe("the planner by REST", () => {
  const nobody = () => anonymous(service());

  it("plans, compares and exports for anybody", async () => {
    const ask = { model: "gpt2", system: "dgx-h100", devices: 8 };
    const plan = await rest("POST", "/plans", ask, nobody());
    expect(plan.response.status).toBe(200);
    expect(plan.body["result"]).toMatchObject({ outcome: "planned", devices: 8 });
    const sides = [{ system: "dgx-h100", devices: 8 }, { system: "cs-2" }];
    const compared = await rest("POST", "/plans/compare", { model: "gpt2", sides }, nobody());
    expect(compared.body["sides"]).toHaveLength(2);
    const launch = await rest("POST", "/plans/export", { ...ask, tool: "megatron-lm" }, nobody());
    expect(launch.body["launch"]).toMatchObject({ outcome: "launch", tool: "megatron-lm", scheduler: "slurm" });
    const catalog = await rest("GET", "/plans/catalog", undefined, nobody());
    expect(catalog.body["limits"]).toMatchObject({ devices: 16_384 });
  });

  it("tells curve, front, whole run and advice to anybody", async () => {
    const ask = { model: "gpt2", system: "dgx-h100", devices: 8 };
    const of = async (path: string, more: object = {}) =>
      (await rest("POST", `/plans/${path}`, { ...ask, ...more }, nobody())).body;
    expect((await of("curve"))["points"]).toHaveLength(15);
    expect(((await of("front"))["front"] as unknown[]).length).toBeGreaterThan(1);
    expect((await of("run"))["result"]).toMatchObject({ outcome: "run", plan: { devices: 8 } });
    expect((await of("advise", { served_tokens: 1e12 }))["lifetime"]).toMatchObject({ text: expect.any(String) });
    const wafer = { system: "cs-2", devices: 4, wafer: { sparsity: 0.75, defects_seed: "7" }, explain: true };
    const told = await rest("POST", "/plans", { model: "llama3-8b", ...wafer }, nobody());
    expect(told.body["wafer"]).toMatchObject({ bound: "compute", sparse: { law: expect.stringContaining("Frantar") } });
  });

  it("tells whoever used up the account of computing how long to wait, by header and details", async () => {
    const actor = { ...service().actor, organizationId: "org_that_plans_much" } as ServiceContext["actor"];
    const budget = new PlanningBudget(() => 0);
    budget.charge("org_that_plans_much", planningBudget.burstSeconds + 1);
    const platform = { ...world.platform, planner: createPlanner({ log: world.platform.log, budget }) };
    const answer = await rest("POST", "/plans", { model: "gpt2", system: "cs-2" }, { ...service(), platform, actor });
    expect(answer.response.status).toBe(429);
    expect(answer.response.headers.get("retry-after")).toBe("5");
    expect(answer.body.error).toMatchObject({ code: "RATE_LIMITED", details: { retry_after_seconds: 5 } });
  });

  it.each([
    [{ model: "gpt2", system: "dgx-h100", devices: 16_385 }, /^devices: .*16384, received 16385/],
    [{ model: "gpt9", system: "dgx-h100" }, /^model: one of .*received "gpt9"/],
    [{ system: "dgx-h100" }, /^model: give either model or config/],
  ])("refuses %j in words", async (ask, sentence) => {
    const { response, body } = await rest("POST", "/plans", ask, nobody());
    expect(response.status).toBe(400);
    expect(body.error?.["message"]).toMatch(sentence);
  });
});

describe("tRPC over HTTP", () => {
  const ask = (path: string, init: RequestInit = {}) =>
    handleTrpc(new Request(`${origin}/api/trpc/${path}`, init), apiContext(service()));

  it("answers a batch in parts: one failing call leaves the others whole", async () => {
    const input = encodeURIComponent(JSON.stringify({ 0: {}, 1: { id: "ds_of_nobody" } }));
    const response = await ask(`dataset.list,dataset.get?batch=1&input=${input}`);
    expect(response.status).toBe(207);
    const [list, missing] = (await response.json()) as Record<string, never>[];
    expect(list).toHaveProperty("result.data.items");
    expect(missing).toMatchObject({
      error: {
        message: expect.stringContaining("ds_of_nobody"),
        data: {
          code: "NOT_FOUND",
          requestId: expect.any(String),
          service: { code: "NOT_FOUND", details: { what: "dataset" } },
        },
      },
    });
    expect(JSON.stringify(missing)).not.toContain("stack");
  });

  it("tells a transport's refusal by our codes", async () => {
    const unknown = (await (await ask("dataset.paint")).json()) as object;
    expect(unknown).toMatchObject({ error: { data: { service: { code: "NOT_FOUND" } } } });
    const form = await ask("dataset.create", {
      method: "POST",
      body: "name=x",
      headers: { "content-type": "text/plain" },
    });
    expect(form.status).toBe(415);
    expect(await form.json()).toMatchObject({ error: { data: { service: { code: "VALIDATION" } } } });
  });

  it("hides what nobody expected, and logs it", async () => {
    const before = world.logged.length;
    const broken = { ...service() };
    const platform = { ...broken.platform, databases: { ...broken.platform.databases, app: undefined as never } };
    const response = await handleTrpc(
      new Request(`${origin}/api/trpc/dataset.list?input={}`),
      apiContext({ ...broken, platform }),
    );
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/undefined|transaction/);
    expect(world.logged.slice(before)).toContainEqual(expect.objectContaining({ level: "error", message: "failed" }));
  });
});

describe("the OpenAPI document", () => {
  it("has every procedure with answers, errors and headers, and no dangling reference", async () => {
    const document = await openApiDocument();
    expect(document.openapi).toBe("3.1.1");
    const operations = operationsOf(document);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids).toEqual(expect.arrayContaining(listProcedures().map(({ path }) => path)));
    expect(new Set(ids).size).toBe(ids.length);
    for (const { method, path, operation } of operations) {
      const where = `${method} ${path}`;
      const statuses = Object.keys(operation.responses ?? {});
      expect(
        statuses.some((status) => status.startsWith("2")),
        where,
      ).toBe(true);
      expect(statuses, where).toEqual(expect.arrayContaining(["400", "401", "403", "404", "500", "503"]));
      expect(operation.summary?.length, where).toBeGreaterThan(5);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const stated = (operation.parameters ?? []).flatMap((each) =>
        "in" in each && each.in === "path" ? [each.name] : [],
      );
      expect(stated.sort(), where).toEqual(named.sort());
    }
    const text = JSON.stringify(document);
    expect(text).not.toContain("$defs");
    for (const [, reference] of text.matchAll(/"\$ref":"#\/components\/(\w+\/\w+)"/g)) {
      const [kind = "", name = ""] = String(reference).split("/");
      const components = document.components as unknown as Record<string, Record<string, unknown>>;
      expect(components[kind], String(reference)).toHaveProperty(name);
    }
  });

  it("keeps integers, patterns and the words of money", async () => {
    const document = await openApiDocument();
    const list = operationsOf(document).find(({ operation }) => operation.operationId === "dataset.list");
    const named = (list?.operation.parameters ?? []).filter((each) => "name" in each);
    expect(named.find(({ name }) => name === "limit")).toMatchObject({
      in: "query",
      schema: { type: "integer", minimum: 1, maximum: 100, default: 25 },
    });
    expect(document.components?.schemas?.["Money"]).toMatchObject({ properties: { amount: { type: "string" } } });
    expect(document.paths?.["/quotes"]?.post?.responses).toHaveProperty("201");
    const codes = JSON.stringify(document.components?.schemas?.["Error"]);
    for (const code of errorCodes) expect(codes).toContain(code);
  });
});
