import { announceSessionChange } from "./session-change.ts";

/** One call of sign-in's endpoints. **Returns** null when it was done, otherwise its status and words. */
async function ask(path: string, body: object): Promise<{ readonly status: number; readonly message: string } | null> {
  const answer = await fetch(`/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.ok) return null;
  const said = (await answer.json().catch(() => null)) as { message?: string } | null;
  return { status: answer.status, message: said?.message ?? `The request was refused (status ${answer.status}).` };
}

/** **Returns** null when signed in, otherwise why not, in words. */
export async function signIn(email: string, password: string): Promise<string | null> {
  const refusal = await ask("sign-in/email", { email, password });
  if (refusal?.status === 429) return "Too many attempts in a short time. Wait a minute, then try again.";
  if (refusal?.status === 401) return "E-mail address and password do not belong together. Check both and try again.";
  return refusal && refusal.message;
}

/** Makes an account and signs in. **Returns** null when done, otherwise why not, in words. */
export async function signUp(person: { email: string; name: string; password: string }): Promise<string | null> {
  const refusal = await ask("sign-up/email", person);
  if (refusal?.status === 429) return "Too many attempts in a short time. Wait a minute, then try again.";
  if (refusal?.status === 422) return "There is an account of this address already: sign in with its password.";
  return refusal && refusal.message;
}

/** Ends this browser's session, or those of every browser. **Throws** when the session is still there. */
export async function signOut(where: "here" | "everywhere"): Promise<void> {
  const refusal = await ask(where === "here" ? "sign-out" : "revoke-sessions", {});
  if (refusal) throw failure(refusal.message);
  announceSessionChange();
}

/** From now on the session acts for this organization. */
export async function chooseOrganization(organizationId: string): Promise<void> {
  const refusal = await ask("organization/set-active", { organizationId });
  if (refusal) throw failure(refusal.message);
  announceSessionChange();
}

const failure = (message: string) => Object.assign(new Error(message), { data: { code: "AUTH" } });
