// Contexts for tests: who asks is said, not read from headers.
import type { Actor, ServiceContext } from "@ingot/services";
import type { Identity } from "@ingot/services/identity/resolve-actor";
import type { ApiContext } from "../src/context.ts";
import { appRouter, createCaller } from "../src/root.ts";
import type { ApiMeta } from "../src/trpc.ts";

export function apiContext(service: ServiceContext): ApiContext {
  const { actor } = service;
  const person = "email" in actor ? { id: actor.personId, name: actor.name, email: actor.email } : null;
  const identity: Identity = { actor, person, memberships: [], refusal: null, cookies: [] };
  return { service, identity, identify: async () => identity };
}

export const anonymous = (service: ServiceContext): ServiceContext => ({
  ...service,
  actor: { kind: "anonymous" } as Actor,
});

export interface Listed {
  readonly path: string;
  readonly type: "query" | "mutation" | "subscription";
  readonly meta: ApiMeta | undefined;
  readonly inputs: readonly unknown[];
}

/** Every procedure of the router. */
export function listProcedures(): Listed[] {
  return Object.entries(appRouter._def.procedures as unknown as Record<string, { _def: Omit<Listed, "path"> }>).map(
    ([path, { _def }]) => ({ path, type: _def.type, meta: _def.meta, inputs: _def.inputs }),
  );
}

/** Calls a procedure by its path; a subscription until its first message. */
export async function call(service: ServiceContext, path: string, input: unknown): Promise<unknown> {
  const [noun = "", verb = ""] = path.split(".");
  const caller = createCaller(apiContext(service)) as unknown as Record<
    string,
    Record<string, (input: unknown) => unknown>
  >;
  const answer = await caller[noun]?.[verb]?.(input);
  if (typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer) {
    for await (const message of answer as AsyncIterable<unknown>) return message;
  }
  return answer;
}
