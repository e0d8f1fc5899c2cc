import { ServiceError } from "@ingot/services";
import { initTRPC } from "@trpc/server";
import type { ApiContext } from "./context.ts";
import { isOurs, refusalOf, trpcErrorOf } from "./refusal.ts";

/** Who may call a procedure; the verb behind it then asks for its scope. */
export type Audience = "public" | "person" | "signed_in" | "customer" | "staff";

/** Where REST finds a procedure, and what its page says. */
export interface RestRoute {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: `/${string}`;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly successStatus?: 200 | 201;
}

export interface ApiMeta {
  readonly audience: Audience;
  readonly route: RestRoute;
}

const t = initTRPC
  .context<ApiContext>()
  .meta<ApiMeta>()
  .create({
    isDev: false,
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 30_000 } },
    errorFormatter: ({ shape, error, path, ctx }) => {
      const { code, message, details } = refusalOf(error);
      const { code: trpcCode, httpStatus } = shape.data;
      return {
        code: shape.code,
        message,
        data: {
          code: trpcCode,
          httpStatus,
          path,
          requestId: ctx?.service.requestId ?? null,
          service: { code, details },
        },
      };
    },
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** Every answer is logged, and every error leaves as one of ours: what we did not expect stays in the log. */
const answer = t.procedure.use(async ({ ctx, path, type, next, getRawInput }) => {
  if (ctx.identity.refusal) throw trpcErrorOf(ctx.identity.refusal);
  const asked = await rawInput(getRawInput);
  const log = ctx.service.log.child(contractOf(asked));
  const result = await next({ ctx: { ...ctx, service: { ...ctx.service, log } } });
  if (result.ok) {
    if (type === "mutation") log.info({ procedure: path, type }, "answered");
    else log.debug({ procedure: path, type }, "answered");
    return result;
  }
  const refusal = trpcErrorOf(result.error, asked);
  const { code } = refusalOf(refusal);
  if (isOurs(code)) log.error({ procedure: path, type, code, err: result.error.cause ?? result.error }, "failed");
  else log.info({ procedure: path, type, code }, "refused");
  throw refusal;
});

// The REST bridge hands over a plain value where tRPC hands over a promise, and a body may be no JSON at all.
async function rawInput(read: () => unknown): Promise<unknown> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}

/** The contract that a request names, for every line of its log. */
function contractOf(asked: unknown): { readonly contractId?: string } {
  if (typeof asked !== "object" || asked === null) return {};
  const { id, contract_id: named = id } = asked as Record<string, unknown>;
  return typeof named === "string" && /^ctr_[0-9a-f]{32}$/.test(named) ? { contractId: named } : {};
}

const admits: Record<Audience, (context: ApiContext) => ServiceError | undefined> = {
  public: () => undefined,
  person: ({ identity }) =>
    identity.person ? undefined : new ServiceError("UNAUTHENTICATED", "sign in, or make an account, to do this"),
  signed_in: (context) => (isAnonymous(context) ? signInFirst(context) : undefined),
  customer: (context) => {
    if (isAnonymous(context)) return signInFirst(context);
    if (context.service.actor.kind !== "staff") return undefined;
    return new ServiceError("FORBIDDEN", "this acts for a customer organization, and staff belong to none");
  },
  staff: (context) => {
    if (isAnonymous(context)) return signInFirst(context);
    if (context.service.actor.kind === "staff") return undefined;
    return new ServiceError("FORBIDDEN", "this is for Ingot's staff");
  },
};

const isAnonymous = (context: ApiContext) => context.service.actor.kind === "anonymous";

function signInFirst({ identity }: ApiContext): ServiceError {
  return identity.person === null
    ? new ServiceError("UNAUTHENTICATED", "sign in or send an API key to do this")
    : new ServiceError("UNAUTHENTICATED", "you are signed in, but belong to no organization or left the chosen one");
}

function procedureFor(audience: Audience, route: RestRoute) {
  return answer.meta({ audience, route }).use(({ ctx, next }) => {
    const refusal = admits[audience](ctx);
    if (refusal) throw refusal;
    return next();
  });
}

/** For everybody, signed in or not. */
export const publicProcedure = (route: RestRoute) => procedureFor("public", route);
/** For whoever has signed in, member of an organization or not; no key. */
export const personProcedure = (route: RestRoute) => procedureFor("person", route);
/** For customers and staff alike. */
export const signedInProcedure = (route: RestRoute) => procedureFor("signed_in", route);
/** For the members and keys of one organization. */
export const customerProcedure = (route: RestRoute) => procedureFor("customer", route);
export const staffProcedure = (route: RestRoute) => procedureFor("staff", route);
