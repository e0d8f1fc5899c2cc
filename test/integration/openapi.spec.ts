// Guarantee: every route that the OpenAPI document names exists and answers a simple case with the status it documents.
import { expect, test } from "@playwright/test";
import { olympe, otto } from "../e2e/people.ts";
import { anonymous, type Caller, signInOverHttp, signUpOverHttp } from "./caller.ts";
import { mark } from "./mark.ts";
import { askFor, makeQuote, makeVersion, signQuote, type Work } from "./purchase.ts";

interface Document {
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, unknown> }>>;
}

interface Step {
  readonly route: string;
  /** Told when it is asked: a step before may have made what it names. */
  readonly path: string | (() => Promise<string>);
  readonly body?: unknown;
  readonly by?: Caller;
  readonly bytes?: string;
  /** Before it can be asked. */
  readonly when?: () => Promise<void>;
}

const work: Work = { model: "gpt2", tokens: 400_000_000_000, wish: { system: "cs-2", devices: 1 } };

test("every documented route answers with its documented status", async () => {
  const document = (await (await anonymous().fetch("/api/v1/openapi.json")).json()) as Document;
  const [caller, operator] = await Promise.all([signInOverHttp(olympe), signInOverHttp(otto)]);
  const steps = await prepareSteps(caller, operator);
  const answered: Record<string, number> = {};
  for (const step of steps) {
    const [method = "", template = ""] = step.route.split(" ");
    await step.when?.();
    const status = await ask(step.by ?? caller, method, step);
    const documented = Object.keys(document.paths[template]?.[method.toLowerCase()]?.responses ?? {});
    expect(documented, `${step.route} is documented`).not.toEqual([]);
    expect(
      documented.filter((each) => each.startsWith("2")),
      step.route,
    ).toEqual([String(status)]);
    answered[step.route] = status;
  }
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(Object.keys(answered).toSorted()).toEqual(routes.toSorted());
});

async function ask(caller: Caller, method: string, { path: told, body, bytes }: Step): Promise<number> {
  const path = typeof told === "string" ? told : await told();
  if (bytes === undefined) return (await caller.rest(method, path, body === undefined ? {} : { body })).status;
  const headers = { "content-type": "application/jsonl" };
  const answer = await caller.fetch(`/api/v1${path}`, { method, body: bytes, headers });
  await answer.body?.cancel();
  return answer.status;
}

async function firstId(caller: Caller, path: string): Promise<string> {
  const { body } = await caller.rest("GET", path);
  return String((body["items"] as { id: string }[] | undefined)?.[0]?.id);
}

/** Waits for what the platform's own time brings. */
async function until(caller: Caller, path: string, holds: (body: Record<string, unknown>) => boolean): Promise<void> {
  await expect
    .poll(async () => holds((await caller.rest("GET", path)).body), { timeout: 60_000, intervals: [100] })
    .toBe(true);
}

const hasItems = (body: Record<string, unknown>) => (body["items"] as unknown[]).length > 0;

async function prepareSteps(caller: Caller, operator: Caller): Promise<Step[]> {
  const upload = await makeVersion(caller, "Every route");
  const [toSign, toDecline] = [await makeQuote(caller, upload, work), await makeQuote(caller, upload, work)];
  const toAccept = await makeQuote(caller, upload, work);
  const contract = await signQuote(caller, toSign);
  await until(caller, `/contracts/${contract}/checkpoints`, hasItems);
  const checkpoint = await firstId(caller, `/contracts/${contract}/checkpoints`);
  const invoice = await firstId(caller, `/invoices?contract_id=${contract}`);
  const { body: key } = await caller.rest("POST", "/keys", { body: { name: "Every route" } });
  const { body: quote } = await caller.rest("GET", `/quotes/${toSign.id}`);
  const can = (action: string) => () =>
    until(caller, `/contracts/${contract}`, (body) => (body["actions"] as string[]).includes(action));
  return [
    ...readSteps({ ...upload, contract, checkpoint, invoice, quote: toSign.id }),
    ...planSteps(),
    { route: "POST /quotes/preview", path: "/quotes/preview", body: askFor(upload, work) },
    { route: "POST /quotes", path: "/quotes", body: askFor(upload, work) },
    { route: "POST /quotes/{id}/decline", path: `/quotes/${toDecline.id}/decline`, body: {} },
    {
      route: "POST /quotes/verify",
      path: "/quotes/verify",
      body: { document: quote["document"], hash: quote["hash"], signature: quote["signature"] },
    },
    {
      route: "POST /quotes/{id}/accept",
      path: `/quotes/${toAccept.id}/accept`,
      body: { hash: toAccept.hash, signed_name: olympe.name },
    },
    { route: "POST /datasets", path: "/datasets", body: { name: `Every route, again ${mark}` } },
    {
      route: "PUT /datasets/{id}/content",
      path: `/datasets/${upload.datasetId}/content`,
      bytes: '{"text":"one more row"}\n',
    },
    { route: "POST /keys", path: "/keys", body: { name: "Every route, again" } },
    { route: "DELETE /keys/{id}", path: `/keys/${String(key["id"])}` },
    ...(await memberSteps(caller)),
    ...(await fleetSteps(operator)),
    ...(await staffKeySteps(operator)),
    { route: "POST /contracts/{id}/pause", path: `/contracts/${contract}/pause`, when: can("pause") },
    { route: "POST /contracts/{id}/resume", path: `/contracts/${contract}/resume`, when: can("resume") },
    { route: "POST /contracts/{id}/cancel", path: `/contracts/${contract}/cancel`, when: can("cancel") },
    { route: "DELETE /clock/time-lapse", path: "/clock/time-lapse" },
    // Other journeys are on their way: time goes on at once.
    { route: "POST /clock/time-lapse", path: "/clock/time-lapse" },
  ];
}

/** The planner, which nobody needs an account for. */
function planSteps(): Step[] {
  const ask = { model: "gpt2", system: "dgx-h100", devices: 8 };
  const sides = [{ system: "dgx-h100", devices: 8 }, { system: "cs-2" }];
  const steps: Step[] = [
    { route: "GET /plans/catalog", path: "/plans/catalog" },
    { route: "POST /plans", path: "/plans", body: { ...ask, explain: true } },
    { route: "POST /plans/compare", path: "/plans/compare", body: { model: "gpt2", sides } },
    { route: "POST /plans/export", path: "/plans/export", body: { ...ask, tool: "megatron-lm" } },
    { route: "POST /plans/curve", path: "/plans/curve", body: ask },
    { route: "POST /plans/front", path: "/plans/front", body: ask },
    {
      route: "POST /plans/run",
      path: "/plans/run",
      body: { ...ask, match: "pythia-12b", model: "llama3-8b", devices: 64 },
    },
    { route: "POST /plans/advise", path: "/plans/advise", body: { ...ask, served_tokens: 1_000_000_000_000 } },
  ];
  return steps.map((step) => ({ ...step, by: anonymous() }));
}

/** From an invitation's link to a member, to another role, and out again; a second invitation is withdrawn. */
async function memberSteps(owner: Caller): Promise<Step[]> {
  const guest = {
    name: "Guest of the routes",
    email: `guest-${mark}@guest.example`,
    password: "a long enough password",
  };
  const invite = (email: string) => owner.rest("POST", "/invitations", { body: { email, role: "viewer" } });
  const [invited, withdrawn] = [await invite(guest.email), await invite(`withdrawn-${mark}@guest.example`)];
  const token = String(invited.body["token"]);
  const joining = await signUpOverHttp(guest);
  const member = async () => {
    const { body } = await owner.rest("GET", "/members");
    const found = (body["items"] as { id: string; email: string }[]).find(({ email }) => email === guest.email);
    return `/members/${found?.id}`;
  };
  return [
    { route: "GET /invitation", path: `/invitation?token=${token}`, by: anonymous() },
    { route: "POST /invitation/accept", path: "/invitation/accept", body: { token }, by: joining },
    { route: "POST /members/{id}/role", path: async () => `${await member()}/role`, body: { role: "engineer" } },
    { route: "DELETE /members/{id}", path: member },
    {
      route: "POST /invitations",
      path: "/invitations",
      body: { email: `another-${mark}@guest.example`, role: "viewer" },
    },
    { route: "DELETE /invitations/{id}", path: `/invitations/${String(withdrawn.body["id"])}` },
  ];
}

async function staffKeySteps(operator: Caller): Promise<Step[]> {
  const make = { body: { name: "Every route", scopes: ["fleet.read"] } };
  const { body: key } = await operator.rest("POST", "/fleet/keys", make);
  const steps: Step[] = [
    { route: "GET /fleet/keys", path: "/fleet/keys" },
    { route: "POST /fleet/keys", path: "/fleet/keys", ...make },
    { route: "DELETE /fleet/keys/{id}", path: `/fleet/keys/${String(key["id"])}` },
  ];
  return steps.map((step) => ({ ...step, by: operator }));
}

interface Things {
  readonly datasetId: string;
  readonly uploadId: string;
  readonly contract: string;
  readonly checkpoint: string;
  readonly invoice: string;
  readonly quote: string;
}

function readSteps({ datasetId, uploadId, contract, checkpoint, invoice, quote }: Things): Step[] {
  const plain = [
    "session",
    "members",
    "invitations",
    "models",
    "systems",
    "job-transitions",
    "clock",
    "datasets",
    "quotes",
  ];
  const lists = [...plain, "contracts", "invoices", "balance", "workflows", "keys", "audit"];
  const of = (route: string, id: string): Step => ({ route: `GET ${route}`, path: route.replace(/\{\w+\}/, id) });
  return [
    ...lists.map((name): Step => ({ route: `GET /${name}`, path: `/${name}` })),
    ...["", "/versions", "/uploads"].map((rest) => of(`/datasets/{id}${rest}`, datasetId)),
    of("/uploads/{id}", uploadId),
    of("/quotes/{id}", quote),
    ...["", "/events", "/metrics", "/checkpoints", "/cancellation", "/watch"].map((rest) =>
      of(`/contracts/{id}${rest}`, contract),
    ),
    of("/checkpoints/{id}/content", checkpoint),
    ...["", "/pdf"].map((rest) => of(`/invoices/{id}${rest}`, invoice)),
    of("/workflows/{contract_id}", contract),
  ];
}

/** Breaks a node where no journey of these tests runs. */
async function fleetSteps(operator: Caller): Promise<Step[]> {
  const { body } = await operator.rest("GET", "/fleet/sites");
  const ashburn = (body["items"] as { id: string; label: string }[]).find(({ label }) => label === "Ashburn");
  const { body: nodes } = await operator.rest("GET", `/fleet/sites/${ashburn?.id}/nodes`);
  const node = (nodes["items"] as { id: string; status: string }[]).findLast(({ status }) => status === "up");
  const reads = ["sites", "jobs", "faults"].map((name) => ({ route: `GET /fleet/${name}`, path: `/fleet/${name}` }));
  const steps: Step[] = [
    ...reads,
    { route: "GET /fleet/sites/{id}/nodes", path: `/fleet/sites/${ashburn?.id}/nodes` },
    {
      route: "POST /fleet/nodes/{node_id}/break",
      path: `/fleet/nodes/${node?.id}/break`,
      body: { site_id: ashburn?.id },
    },
  ];
  return steps.map((step) => ({ ...step, by: operator }));
}
