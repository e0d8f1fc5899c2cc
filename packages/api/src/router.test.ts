// Guarantees: no procedure without audience and route; no organization sees another's things; no write without right,
// audit row and idempotency.
import { ServiceError, type ErrorCode, type ServiceContext } from "@ingot/services";
import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addMember, addPerson } from "../../services/test/people.ts";
import { createWorld, staffContext, type World } from "../../services/test/world.ts";
import { anonymous, call, listProcedures } from "../test/requests.ts";

let world: World;
let ids: Record<
  | ("contract" | "quote" | "openQuote" | "invoice" | "upload" | "key" | "hash" | "openHash" | "node" | "site")
  | ("colleague" | "leaver" | "invitation" | "token" | "staffKey"),
  string
>;

const ask = () => ({
  model: "gpt2",
  dataset_version: world.lumen.versionId,
  tokens: 2_000_000_000,
  wish: { system: "dgx-h100", devices: 8, country: "FR" },
});

beforeAll(async () => {
  world = await createWorld({ demo: true });
  const owner = world.lumen.ctx("owner");
  type QuoteAnswer = { id: string; hash: string };
  const quote = (await call(owner, "quote.create", ask())) as QuoteAnswer;
  const open = (await call(owner, "quote.create", ask())) as QuoteAnswer;
  const signed = { id: quote.id, hash: quote.hash, signed_name: "Olympe Garnier" };
  const { contract_id: contract } = (await call(owner, "quote.accept", signed)) as { contract_id: string };
  const invoices = (await call(owner, "invoice.list", {})) as { items: { id: string }[] };
  const key = (await call(owner, "key.create", { name: "ci", role: "engineer" })) as { id: string };
  const upload = world.platform.newId("upload");
  const sql = world.rows;
  await sql`insert into upload (id, organization_id, dataset_id, status, created_by, created_at, updated_at)
    values (${upload}, ${world.lumen.id}, ${world.lumen.datasetId}, 'failed', 'a test', now(), now())`;
  const people = await settlePeople(owner);
  const staffKeyAsk = { name: "cli", scopes: ["fleet.read"] };
  const staffKey = (await call(staffContext(world, "operator"), "fleet.createKey", staffKeyAsk)) as { id: string };
  const [node] = await sql<{ id: string; site_id: string }>`select id, site_id from node order by id limit 1`;
  ids = {
    contract,
    quote: quote.id,
    hash: quote.hash,
    openQuote: open.id,
    openHash: open.hash,
    invoice: invoices.items[0]?.id ?? "no invoice",
    upload,
    key: key.id,
    node: node?.id ?? "no node",
    site: node?.site_id ?? "no site",
    staffKey: staffKey.id,
    ...people,
  };
});
afterAll(() => world.close());

/** The owner as a real person, two colleagues, and an open invitation. */
async function settlePeople(owner: ServiceContext) {
  const { actor } = owner;
  if (actor.kind !== "person") throw new Error("the owner is a person");
  const self = await addPerson(world, "owner@lumen.example", actor.personId);
  const colleague = await addPerson(world, "colleague@lumen.example");
  const leaver = await addPerson(world, "leaver@lumen.example");
  await addMember(world, world.lumen, self, "owner");
  for (const each of [colleague, leaver]) await addMember(world, world.lumen, each, "viewer");
  const ask = { email: "open@lumen.example", role: "viewer" };
  const { id: invitation, token } = (await call(owner, "member.invite", ask)) as { id: string; token: string };
  return { colleague: colleague.id, leaver: leaver.id, invitation, token };
}

/** An input that Atelier Lumen may send, for each procedure; a new procedure fails the test until it stands here. */
const inputs: Record<string, () => unknown> = {
  "session.get": () => undefined,
  "catalog.models": () => undefined,
  "catalog.systems": () => undefined,
  "catalog.jobTransitions": () => undefined,
  "clock.get": () => undefined,
  "clock.startTimeLapse": () => undefined,
  "clock.stopTimeLapse": () => undefined,
  "dataset.list": () => ({}),
  "dataset.get": () => ({ id: world.lumen.datasetId }),
  "dataset.create": () => ({ name: "Another corpus" }),
  "dataset.versions": () => ({ id: world.lumen.datasetId }),
  "dataset.uploads": () => ({ id: world.lumen.datasetId }),
  "dataset.upload": () => ({ id: ids.upload }),
  "plan.catalog": () => undefined,
  "plan.compute": () => ({ model: "gpt2", system: "dgx-h100", devices: 8, explain: true }),
  "plan.compare": () => ({ model: "gpt2", sides: [{ system: "dgx-h100" }, { system: "cs-2" }] }),
  "plan.export": () => ({ model: "gpt2", system: "dgx-h100", devices: 8, tool: "megatron-lm" }),
  "plan.curve": () => ({ model: "gpt2", system: "dgx-h100" }),
  "plan.front": () => ({ model: "gpt2", system: "dgx-h100", devices: 8 }),
  "plan.run": () => ({ model: "gpt2", system: "cs-2", wafer: { sparsity: 0.5 } }),
  "plan.advise": () => ({ model: "gpt2", system: "dgx-h100", devices: 8, served_tokens: 1e12 }),
  "quote.preview": ask,
  "quote.create": ask,
  "quote.get": () => ({ id: ids.quote }),
  "quote.list": () => ({}),
  "quote.accept": () => ({ id: ids.openQuote, hash: ids.openHash, signed_name: "Olympe Garnier" }),
  "quote.decline": () => ({ id: ids.openQuote }),
  "quote.verify": () => ({ document: "{}", hash: "0", signature: "0" }),
  "contract.list": () => ({}),
  "contract.get": () => ({ id: ids.contract }),
  "contract.pause": () => ({ id: ids.contract }),
  "contract.resume": () => ({ id: ids.contract }),
  "contract.cancellation": () => ({ id: ids.contract }),
  "contract.cancel": () => ({ id: ids.contract }),
  "contract.events": () => ({ id: ids.contract }),
  "contract.metrics": () => ({ id: ids.contract }),
  "contract.checkpoints": () => ({ id: ids.contract }),
  "contract.watch": () => ({ id: ids.contract }),
  "invoice.list": () => ({ contract_id: ids.contract }),
  "invoice.get": () => ({ id: ids.invoice }),
  "invoice.balance": () => undefined,
  "workflow.list": () => ({}),
  "workflow.get": () => ({ contract_id: ids.contract }),
  "member.list": () => undefined,
  "member.setRole": () => ({ id: ids.colleague, role: "engineer" }),
  "member.remove": () => ({ id: ids.leaver }),
  "member.invitations": () => undefined,
  "member.invite": () => ({ email: "new@lumen.example", role: "viewer" }),
  "member.revokeInvitation": () => ({ id: ids.invitation }),
  "member.offer": () => ({ token: ids.token }),
  "member.accept": () => ({ token: ids.token }),
  "key.list": () => undefined,
  "key.create": () => ({ name: "another" }),
  "key.revoke": () => ({ id: ids.key }),
  "audit.list": () => ({}),
  "fleet.sites": () => undefined,
  "fleet.nodes": () => ({ id: ids.site }),
  "fleet.jobs": () => ({}),
  "fleet.faults": () => ({}),
  "fleet.keys": () => undefined,
  "fleet.createKey": () => ({ name: "night shift", scopes: ["fleet.read"] }),
  "fleet.revokeKey": () => ({ id: ids.staffKey }),
  "fleet.breakNode": () => ({ site_id: ids.site, node_id: ids.node }),
};

/** Whether an input names a thing: told by its schema, so that a new procedure is walked without being listed. */
const namesThing = (schema: unknown): boolean =>
  Object.keys((schema as { shape?: object }).shape ?? {}).some((key) => /^(id|\w+_id|dataset_version)$/.test(key));

/** What nobody's account is needed for; a further one is a decision. */
const publicReads = [
  "catalog.jobTransitions",
  "catalog.models",
  "catalog.systems",
  "clock.get",
  "member.offer",
  "plan.advise",
  "plan.catalog",
  "plan.compare",
  "plan.compute",
  "plan.curve",
  "plan.export",
  "plan.front",
  "plan.run",
  "quote.verify",
  "session.get",
];

async function codeOf(answer: Promise<unknown>): Promise<ErrorCode | "none"> {
  try {
    await answer;
    return "none";
  } catch (error) {
    if (error instanceof TRPCError && error.cause instanceof ServiceError) return error.cause.code;
    throw error;
  }
}

const inputOf = (path: string) => inputs[path]?.();
const procedures = listProcedures();
const ofAudience = (...audiences: string[]) =>
  procedures.filter(({ meta }) => audiences.includes(meta?.audience ?? "none")).map(({ path }) => path);

const takesInput = procedures.filter(({ inputs: schemas }) => schemas.length > 0).map(({ path }) => path);

describe("every procedure", () => {
  it("says who may call it and where REST finds it, each place once", () => {
    expect(procedures.map(({ path }) => path).sort()).toEqual(Object.keys(inputs).sort());
    const places = procedures.map(({ meta }) => `${meta?.route.method} ${meta?.route.path}`);
    expect(places.filter((place) => place.includes("undefined"))).toEqual([]);
    expect(new Set(places).size).toBe(places.length);
    for (const { meta } of procedures) expect(meta?.route.summary.length).toBeGreaterThan(5);
  });

  it("is a query behind GET, unless it says why not: a body too large for an address", () => {
    const readingWrites = procedures.filter(({ type, meta }) => type === "mutation" && meta?.route.method === "GET");
    expect(readingWrites.map(({ path }) => path)).toEqual([]);
    const asked = procedures.filter(({ type, meta }) => type === "query" && meta?.route.method !== "GET");
    const planner = ["advise", "compare", "compute", "curve", "export", "front", "run"].map((name) => `plan.${name}`);
    const large = [...planner, "quote.preview", "quote.verify"];
    expect(asked.map(({ path }) => path).sort()).toEqual(large);
  });

  it.each(ofAudience("person", "customer", "signed_in", "staff"))("%s is closed to nobody", async (path) => {
    expect(await codeOf(call(anonymous(world.lumen.ctx()), path, inputOf(path)))).toBe("UNAUTHENTICATED");
  });

  it("that is public is a read, and one of these: each bounds what it costs by its input or by an account", () => {
    const open = procedures.filter(({ meta }) => meta?.audience === "public");
    expect(open.filter(({ type }) => type !== "query").map(({ path }) => path)).toEqual([]);
    expect(open.map(({ path }) => path).sort()).toEqual(publicReads);
  });

  it.each(ofAudience("public"))("%s is open to nobody", async (path) => {
    expect(await codeOf(call(anonymous(world.lumen.ctx()), path, inputOf(path)))).toBe("none");
  });

  it.each(ofAudience("customer"))("%s is closed to staff", async (path) => {
    expect(await codeOf(call(staffContext(world, "operator"), path, inputOf(path)))).toBe("FORBIDDEN");
  });

  it.each(ofAudience("staff"))("%s is closed to customers", async (path) => {
    expect(await codeOf(call(world.lumen.ctx("owner"), path, inputOf(path)))).toBe("FORBIDDEN");
  });

  // Sites and nodes are the platform's: no organization owns one.
  const named = procedures
    .filter(({ meta, inputs: schemas }) => meta?.audience !== "staff" && schemas.some(namesThing))
    .map(({ path }) => path);

  it("that names a thing is among those that are walked", () => {
    expect(named.length).toBeGreaterThanOrEqual(24);
    expect(named).toEqual(expect.arrayContaining(["quote.create", "contract.watch", "invoice.list", "workflow.get"]));
  });

  it.each(named)("%s says NOT_FOUND for a thing of another organization", async (path) => {
    // A key, because a stream looks for a person's membership first.
    const { id: organizationId } = world.rival;
    const actor = { kind: "key", keyId: "key_of_rival", name: "ci", organizationId, role: "owner" } as const;
    // Members are changed by people alone, which is refused before a thing is looked for.
    const ctx = path.startsWith("member.") ? world.rival.ctx("owner") : world.rival.ctx("owner", { actor });
    expect(await codeOf(call(ctx, path, inputOf(path)))).toBe("NOT_FOUND");
  });

  it("shows lists of the asker's own things alone", async () => {
    for (const path of [
      "quote.list",
      "contract.list",
      "invoice.list",
      "workflow.list",
      "key.list",
      "member.invitations",
    ]) {
      const input = takesInput.includes(path) ? {} : undefined;
      const { items } = (await call(world.rival.ctx("owner"), path, input)) as { items: unknown[] };
      expect(items, path).toEqual([]);
    }
  });

  it.each(takesInput)("%s answers bad input with a sentence, not with JSON", async (path) => {
    const staff = path.startsWith("fleet.");
    const service = staff ? staffContext(world, "operator") : world.lumen.ctx("owner");
    const failing = call(service, path, {
      id: 7,
      limit: "many",
      name: 7,
      document: 7,
      site_id: 7,
      contract_id: 7,
      model: 7,
      token: 7,
    });
    const error = await failing.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(TRPCError);
    expect((error as TRPCError).message).toMatch(/^[\w.]+: .+, received .+/);
    expect(await codeOf(failing)).toBe("VALIDATION");
  });
});

async function auditCount(organizationId: string | null): Promise<number> {
  const sql = world.rows;
  const [row] = await sql<{ count: number }>`
    select count(*)::int as count from audit_entry where organization_id is not distinct from ${organizationId}`;
  return row?.count ?? 0;
}

// Joining stands on the secret of a link instead of a right: its own test is beside the verb.
const writes = procedures
  .filter(({ type, path }) => type === "mutation" && path !== "member.accept")
  .map(({ path }) => path);

describe("every write", () => {
  it.each(writes)("%s needs a right that a reader has not", async (path) => {
    const service = path.startsWith("fleet.") ? staffContext(world, "auditor") : world.lumen.ctx("viewer");
    expect(await codeOf(call(service, path, inputOf(path)))).toBe("FORBIDDEN");
  });

  // In an order in which each can succeed: what ends a thing comes last.
  const inOrder = [...writes].sort((left, right) => rank(left) - rank(right));
  it.each(inOrder)(
    "%s is audited once for one idempotency key, and refuses the key to another request",
    async (path) => {
      const staff = path.startsWith("fleet.");
      const base = staff ? staffContext(world, "operator") : world.lumen.ctx("owner");
      const service: ServiceContext = { ...base, idempotencyKey: `walk-${path}`, requestId: `req_walk_${path}` };
      const input = path === "quote.accept" ? await freshQuote() : inputOf(path);
      await preparePauses(path);
      const before = await auditCount(staff ? null : world.lumen.id);
      const first = await call(service, path, input);
      expect(await auditCount(staff ? null : world.lumen.id)).toBe(before + 1);
      const secrets = { "key.create": "secret", "fleet.createKey": "secret", "member.invite": "token" };
      if (Object.hasOwn(secrets, path)) {
        const said = secrets[path as keyof typeof secrets];
        expect(first).toMatchObject({ [said]: expect.stringMatching(/^(ik|join)_/) });
        expect(await call(service, path, input)).toEqual({ ...(first as object), [said]: null });
      } else if (!path.startsWith("clock.")) expect(await call(service, path, input)).toEqual(first);
      expect(await auditCount(staff ? null : world.lumen.id)).toBe(before + 1);
      if (typeof input === "object") {
        const other = path === "dataset.create" ? "key.create" : "dataset.create";
        const otherInput = { ...(inputOf(other) as object), name: `for ${path}` };
        const stranger: ServiceContext = staff ? { ...world.lumen.ctx("owner"), idempotencyKey: "own" } : service;
        if (!staff) expect(await codeOf(call(stranger, other, otherInput))).toBe("IDEMPOTENCY_MISMATCH");
      }
    },
  );
});

/** Puts the training job where a pause or its end can be asked for; no broker runs here to do it. */
async function preparePauses(path: string): Promise<void> {
  const status = { "contract.pause": "running", "contract.resume": "paused" }[path];
  if (status === undefined) return;
  const sql = world.rows;
  await sql`update job_request set handled_at = effective_at`;
  await sql`update job set status = ${status} where contract_id = ${ids.contract} and kind = 'training'`;
}

const order = [
  "quote.create",
  "quote.accept",
  "contract.pause",
  "contract.resume",
  "contract.cancel",
  "quote.decline",
  "key.revoke",
  "member.revokeInvitation",
  "member.remove",
  "fleet.revokeKey",
];
const rank = (path: string) => order.indexOf(path);

async function freshQuote() {
  const { id, hash } = (await call(world.lumen.ctx("owner"), "quote.create", ask())) as { id: string; hash: string };
  return { id, hash, signed_name: "Olympe Garnier" };
}
