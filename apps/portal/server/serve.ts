import { answerHeaders, type ApiContext, createContext, refusalResponse, requestIdOf } from "@ingot/api";
import { ServiceError } from "@ingot/services";
import { type Host, host } from "./platform.ts";

export type Answer = (request: Request, context: ApiContext, host: Host) => Promise<Response>;

/** One request of the API: its id, who asks, the answer, and one line in the log. */
export async function serve(request: Request, answer: Answer): Promise<Response> {
  const here = host();
  const started = performance.now();
  const requestId = requestIdOf(here.platform, request.headers);
  const context = await createContext(here, { headers: request.headers, requestId, sessions: "prolong" });
  const response = await answerSafely(request, context, here, answer);
  for (const [name, value] of Object.entries(answerHeaders(requestId))) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  for (const cookie of context.identity.cookies) response.headers.append("set-cookie", cookie);
  const line = {
    method: request.method,
    path: new URL(request.url).pathname,
    status: response.status,
    milliseconds: Math.round(performance.now() - started),
    actor: context.service.actor.kind,
  };
  context.service.log.info(line, "request");
  return response;
}

async function answerSafely(request: Request, context: ApiContext, here: Host, answer: Answer): Promise<Response> {
  const { log, requestId } = context.service;
  try {
    refuseForeignOrigin(request, here);
    return await answer(request, context, here);
  } catch (error) {
    const response = refusalResponse(error, requestId);
    if (response.status >= 500) log.error({ err: error }, "failed");
    return response;
  }
}

/** A page of another origin may not write with this browser's cookie: neighbours on localhost are the same site. */
function refuseForeignOrigin(request: Request, { environment }: Host): void {
  const origin = request.headers.get("origin");
  if (request.method === "GET" || request.method === "HEAD" || origin === null) return;
  if (request.headers.has("authorization") || origin === environment.portalUrl) return;
  throw new ServiceError(
    "FORBIDDEN",
    `a write with a session comes from ${environment.portalUrl}, received the origin "${origin.slice(0, 80)}"`,
  );
}
