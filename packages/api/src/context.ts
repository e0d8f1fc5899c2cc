import type { Platform, ServiceContext } from "@ingot/services";
import type { Auth } from "@ingot/services/identity/auth";
import { type Identity, resolveActor } from "@ingot/services/identity/resolve-actor";
import { ServiceError } from "@ingot/services";

/** What the app that serves gives to every request. */
export interface ApiHost {
  readonly platform: Platform;
  readonly auth: Auth;
}

export interface ApiContext {
  readonly service: ServiceContext;
  readonly identity: Identity;
  /** Reads again who asks: a stream outlives its session unless it looks. */
  readonly identify: () => Promise<Identity>;
}

const requestIdPattern = /^[A-Za-z0-9_.-]{8,80}$/;

/** The id under which a request is logged and audited: the caller's own when it gave a usable one. */
export function requestIdOf(platform: Platform, headers: Headers): string {
  const given = headers.get("x-request-id");
  return given !== null && requestIdPattern.test(given) ? given : platform.newId("request");
}

interface Asking {
  readonly headers: Headers;
  readonly requestId?: string;
  /** `prolong` where the answer will carry `identity.cookies`. */
  readonly sessions?: "prolong" | "leave";
}

/** Who asks and under which id. Never throws: a refusal is answered by the procedure, in its transport's words. */
export async function createContext(
  { platform, auth }: ApiHost,
  { headers, requestId = requestIdOf(platform, headers), sessions = "leave" }: Asking,
): Promise<ApiContext> {
  const log = platform.log.child({ requestId });
  const identify = () => resolveActor({ platform, auth }, headers);
  const identity = await resolveActor({ platform, auth }, headers, sessions).catch((cause: unknown): Identity => {
    log.error({ err: cause }, "nobody could be recognised");
    const message = "sign-in cannot be reached at the moment; try again in a few seconds";
    const refusal = new ServiceError("SERVICE_UNAVAILABLE", message, {}, cause);
    return { actor: { kind: "anonymous" }, person: null, memberships: [], refusal, cookies: [] };
  });
  const { actor } = identity;
  const service: ServiceContext = {
    platform,
    actor,
    requestId,
    idempotencyKey: headers.get("idempotency-key") ?? undefined,
    log: "organizationId" in actor ? log.child({ organizationId: actor.organizationId }) : log,
  };
  return { service, identity, identify };
}
