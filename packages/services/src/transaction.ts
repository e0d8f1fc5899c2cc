import { createHash } from "node:crypto";
import { canonicalJson } from "@ingot/pricing";
import type { Scope } from "@ingot/governance";
import { tables, type Transaction } from "@ingot/db";
import { sql } from "drizzle-orm";
import { and, eq } from "drizzle-orm";
import { actorId } from "./actor-id.ts";
import { writeAudit, type Subject } from "./audit/emit.ts";
import type { Actor, ServiceContext } from "./context.ts";
import { ServiceError } from "./errors.ts";
import { scopesHeldBy } from "./held-scopes.ts";
import { atWriting } from "./clock/now.ts";

type CustomerActor = Extract<Actor, { kind: "person" | "key" }>;
type StaffActor = Extract<Actor, { kind: "staff" }>;

/** The customer who acts, proved to hold `scope`. **Throws** UNAUTHENTICATED or FORBIDDEN. */
export function requireCustomer(ctx: ServiceContext, scope: Scope): CustomerActor {
  const { actor } = ctx;
  if (actor.kind === "anonymous") throw new ServiceError("UNAUTHENTICATED", "sign in or send an API key to do this");
  if (actor.kind !== "person" && actor.kind !== "key") {
    throw new ServiceError("FORBIDDEN", `this acts for a customer organization, and ${actor.kind} belongs to none`);
  }
  if (!scopesHeldBy(actor).has(scope)) {
    throw new ServiceError(
      "FORBIDDEN",
      `this needs the right "${scope}", which the role "${actor.role}" does not have`,
      {
        scope,
        role: actor.role,
      },
    );
  }
  return actor;
}

/** The member of staff who acts, proved to hold `scope`. */
export function requireStaff(ctx: ServiceContext, scope: Scope): StaffActor {
  const { actor } = ctx;
  if (actor.kind === "anonymous") throw new ServiceError("UNAUTHENTICATED", "sign in to do this");
  if (actor.kind !== "staff" || !scopesHeldBy(actor).has(scope)) {
    throw new ServiceError("FORBIDDEN", `this needs the right "${scope}" of Ingot's staff`, { scope });
  }
  return actor;
}

/** Reads as the actor's organization: row level security shows its rows and no others. */
export async function readTenant<Result>(
  ctx: ServiceContext,
  scope: Scope,
  run: (tx: Transaction, actor: CustomerActor) => Promise<Result>,
): Promise<Result> {
  const actor = requireCustomer(ctx, scope);
  return ctx.platform.databases.app.transaction(async (tx) => {
    // Sent before the first question and not waited for: the database takes them in order.
    const [, result] = await Promise.all([bindOrganization(tx, actor.organizationId), run(tx, actor)]);
    return result;
  });
}

export async function bindOrganization(tx: Transaction, organizationId: string): Promise<void> {
  await tx.execute(sql`select set_config('ingot.organization', ${organizationId}, true)`);
}

/** What a write does, apart from its work. */
export interface WriteIntent {
  /** The audited action and idempotency scope, dotted: `quote.create`. */
  readonly action: string;
  readonly scope: Scope;
  readonly input: unknown;
}

/** What a write did: its answer, and the thing it happened to. */
export interface Written<Result> {
  readonly result: Result;
  readonly subject: Subject;
}

/**
 * A write of a customer, always in this order: scope, one transaction bound to the organization, idempotency, the work,
 * the audit row. The answer is JSON: with the same key it is given again without doing the work twice.
 */
export async function writeTenant<Result>(
  ctx: ServiceContext,
  intent: WriteIntent,
  run: (tx: Transaction, actor: CustomerActor) => Promise<Written<Result>>,
): Promise<Result> {
  const actor = requireCustomer(ctx, intent.scope);
  return writeFor(ctx, actor.organizationId, intent, (tx) => run(tx, actor));
}

/** The same without a scope, for a verb that stands on another right, which it has proved itself. */
export async function writeFor<Result>(
  ctx: ServiceContext,
  organizationId: string,
  intent: Omit<WriteIntent, "scope">,
  run: (tx: Transaction) => Promise<Written<Result>>,
): Promise<Result> {
  const written = await ctx.platform.databases.app.transaction(async (tx): Promise<SystemWritten<Result>> => {
    const bound = bindOrganization(tx, organizationId);
    const [claim] = await Promise.all([claimKey<Result>(tx, ctx, intent, organizationId), bound]);
    if (claim.answered) return { result: claim.response };
    const { result, subject } = await run(tx);
    const audited = writeAudit(tx, ctx, { action: intent.action, organizationId, subject });
    await Promise.all([audited, claim.answer(result)]);
    return { result, subject, organizationId };
  });
  return told(ctx, intent.action, written);
}

/** A write of Ingot's staff on the platform: the same order without an organization. */
export async function writePlatform<Result>(
  ctx: ServiceContext,
  intent: WriteIntent,
  run: (tx: Transaction, actor: StaffActor) => Promise<Written<Result>>,
): Promise<Result> {
  const actor = requireStaff(ctx, intent.scope);
  const written = await ctx.platform.databases.platform.transaction(async (tx): Promise<SystemWritten<Result>> => {
    const claim = await claimKey<Result>(tx, ctx, intent, "platform");
    if (claim.answered) return { result: claim.response };
    const { result, subject } = await run(tx, actor);
    await writeAudit(tx, ctx, { action: intent.action, organizationId: null, subject });
    await claim.answer(result);
    return { result, subject };
  });
  return told(ctx, intent.action, written);
}

/** What a step of the machinery did; without a subject it found nothing left to do, and leaves no audit row. */
export interface SystemWritten<Result> {
  readonly result: Result;
  readonly subject?: Subject;
  readonly organizationId?: string;
}

/**
 * A write of the machinery itself, over every organization. Steps are repeated after a crash, so each must find out by
 * its rows whether it was done.
 */
export async function writeSystem<Result>(
  ctx: ServiceContext,
  action: string,
  run: (tx: Transaction) => Promise<SystemWritten<Result>>,
): Promise<Result> {
  if (ctx.actor.kind !== "system") {
    throw new ServiceError(
      "FORBIDDEN",
      `"${action}" is a step of the platform itself, asked for by a ${ctx.actor.kind}`,
    );
  }
  const written = await ctx.platform.databases.platform.transaction(async (tx) => {
    const { result, subject, organizationId } = await run(tx);
    if (subject) await writeAudit(tx, ctx, { action, organizationId: organizationId ?? null, subject });
    return { result, subject, organizationId };
  });
  return told(ctx, action, written);
}

/** What was written, in the log once it is committed: the audit row is the record, this line is for whoever searches. */
function told<Result>(ctx: ServiceContext, action: string, written: SystemWritten<Result>): Result {
  const { result, subject, organizationId } = written;
  if (subject === undefined) return result;
  const { kind, id } = subject;
  const ids = { ...(organizationId && { organizationId }), ...(kind === "contract" && { contractId: id }) };
  ctx.log.info({ ...ids, action, subject: { kind, id } }, "written");
  return result;
}

type Claim<Result> =
  | { readonly answered: true; readonly response: Result }
  | { readonly answered: false; readonly answer: (response: Result) => Promise<void> };

const keyPattern = /^[\x21-\x7e]{1,255}$/;

async function claimKey<Result>(
  tx: Transaction,
  ctx: ServiceContext,
  intent: Omit<WriteIntent, "scope">,
  organizationId: string,
): Promise<Claim<Result>> {
  const key = ctx.idempotencyKey;
  if (key === undefined) return { answered: false, answer: async () => {} };
  if (!keyPattern.test(key)) {
    throw new ServiceError(
      "VALIDATION",
      `an idempotency key is 1 to 255 visible ASCII characters, received ${key.length}`,
    );
  }
  const requestHash = createHash("sha256")
    .update(`${intent.action}\n${canonicalJson(intent.input ?? null)}`)
    .digest("hex");
  const row = { organizationId, actorId: actorId(ctx.actor), key, action: intent.action, requestHash };
  const table = tables.idempotencyKey;
  const mine = and(eq(table.organizationId, organizationId), eq(table.actorId, row.actorId), eq(table.key, key));
  // A second request with this key waits here for the first to end, then sees its answer.
  const inserted = await tx
    .insert(table)
    .values({ ...row, createdAt: atWriting })
    .onConflictDoNothing()
    .returning({ key: table.key });
  if (inserted.length === 0) {
    const [first] = await tx.select().from(table).where(mine);
    if (first?.requestHash !== requestHash) {
      throw new ServiceError("IDEMPOTENCY_MISMATCH", `the idempotency key "${key}" was used for another request`, {
        key,
      });
    }
    return { answered: true, response: first.response as Result };
  }
  return {
    answered: false,
    answer: async (response) => {
      await tx.update(table).set({ response }).where(mine);
    },
  };
}
