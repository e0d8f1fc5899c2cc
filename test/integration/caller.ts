// Somebody who talks to the portal over HTTP, by a session or by an API key, and sees the bare answers.
import type { Visitor } from "../e2e/people.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface Call {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Caller {
  /** The bare answer to a request below the portal's address. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** A request of the REST API, its answer read as JSON. */
  readonly rest: (method: string, path: string, call?: Call) => Promise<Answer>;
}

export function portalUrl(): string {
  const url = process.env["INGOT_PORTAL_URL"];
  if (url === undefined) throw new Error("INGOT_PORTAL_URL names the portal under test");
  return url;
}

export function callerWith(own: Readonly<Record<string, string>>, url = portalUrl()): Caller {
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { redirect: "manual", ...init, headers: { ...own, ...(init.headers as object) } });
  return {
    fetch: ask,
    rest: async (method, path, { body, headers = {} } = {}) => {
      const json: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
      const init = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await ask(`/api/v1${path}`, { method, ...init, headers: { ...json, ...headers } });
      const type = answer.headers.get("content-type") ?? "";
      const read = type.includes("json") ? ((await answer.json()) as Record<string, unknown>) : {};
      if (!type.includes("json")) await answer.body?.cancel();
      return { status: answer.status, headers: answer.headers, body: read };
    },
  };
}

export const anonymous = (): Caller => callerWith({});

export function attemptSignIn(
  { email, password }: Pick<Visitor, "email" | "password">,
  { url = portalUrl(), headers = {} }: { readonly url?: string; readonly headers?: Record<string, string> } = {},
): Promise<Response> {
  return fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url, ...headers },
    body: JSON.stringify({ email, password }),
  });
}

const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");

/** Signs in as the sign-in page does and keeps the cookie. */
export async function signInOverHttp(visitor: Visitor, url = portalUrl()): Promise<Caller> {
  const answer = await attemptSignIn(visitor, { url });
  if (!answer.ok) throw new Error(`${visitor.email} could not sign in: ${answer.status} ${await answer.text()}`);
  return callerWith({ cookie: cookieOf(answer), origin: url }, url);
}

/** Makes an account as the page of an invitation does, and keeps the cookie. */
export async function signUpOverHttp(visitor: Visitor, url = portalUrl()): Promise<Caller> {
  const answer = await fetch(`${url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify(visitor),
  });
  if (!answer.ok) throw new Error(`${visitor.email} could not sign up: ${answer.status} ${await answer.text()}`);
  return callerWith({ cookie: cookieOf(answer), origin: url }, url);
}

/** A caller by an API key that the person makes for it. */
export async function keyOf(person: Caller, name: string, role = "admin"): Promise<Caller> {
  const { status, body } = await person.rest("POST", "/keys", { body: { name, role } });
  if (status !== 201) throw new Error(`no key: ${status} ${JSON.stringify(body)}`);
  return callerWith({ authorization: `Bearer ${String(body["secret"])}` });
}
