import { ServiceError } from "@ingot/services";

const prefix = "/operator/temporal";
const sent = ["accept", "accept-language", "if-none-match", "if-modified-since"];
const kept = ["content-type", "cache-control", "etag", "last-modified", "location"];

/** Passes a read on to Temporal's own pages: neither our cookies there, nor its cookies here. */
export async function forwardToTemporal(request: Request, base: string | undefined): Promise<Response> {
  if (base === undefined)
    throw new ServiceError("NOT_FOUND", "this stack has no Temporal pages: TEMPORAL_UI_URL is not set");
  const { pathname, search } = new URL(request.url);
  const target = new URL(base);
  // The pages are told their prefix (--ui-public-path), so the path stays as it is.
  target.pathname = pathname === prefix ? `${prefix}/` : pathname;
  target.search = search;
  const answer = await fetch(target, {
    method: request.method,
    headers: pick(request.headers, sent),
    redirect: "manual",
    signal: request.signal,
  }).catch((cause: unknown) => {
    throw new ServiceError("SERVICE_UNAVAILABLE", "Temporal's pages do not answer at the moment", {}, cause);
  });
  const headers = pick(answer.headers, kept);
  headers.set("x-content-type-options", "nosniff");
  headers.set("x-frame-options", "DENY");
  headers.set("referrer-policy", "same-origin");
  return new Response(answer.body, { status: answer.status, headers });
}

function pick(from: Headers, names: readonly string[]): Headers {
  const headers = new Headers();
  for (const name of names) {
    const value = from.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}
