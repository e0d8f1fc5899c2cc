import { createAuthClient } from "better-auth/client";

const auth = createAuthClient();

/** **Returns** null when signed in, otherwise why not, in words. */
export async function signIn(email: string, password: string): Promise<string | null> {
  const { error } = await auth.signIn.email({ email, password });
  if (!error) return null;
  if (error.status === 429) return "Too many attempts in a short time. Wait ten seconds, then try again.";
  if (error.status === 401) return "E-mail address and password do not belong together. Check both and try again.";
  return error.message ?? `The sign-in was refused (status ${error.status}).`;
}

export async function signOut(): Promise<void> {
  const { error } = await auth.signOut();
  if (error) throw Object.assign(new Error(error.message ?? "The sign-out failed."), { data: { code: "AUTH" } });
}
