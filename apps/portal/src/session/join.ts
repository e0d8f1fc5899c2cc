import { newIdempotencyKey } from "../api/idempotency.ts";
import { chooseOrganization } from "./auth-client.ts";

interface Answer {
  readonly organization_id?: string;
  readonly error?: { readonly message?: string };
}

/** Accepts an invitation and works for its organization from now on. **Returns** null when done, else why not. */
export async function join(token: string): Promise<string | null> {
  const answer = await fetch("/api/v1/invitation/accept", {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": newIdempotencyKey() },
    body: JSON.stringify({ token }),
  });
  const said = (await answer.json().catch(() => ({}))) as Answer;
  if (!answer.ok || said.organization_id === undefined) {
    return said.error?.message ?? `The invitation was refused (status ${answer.status}).`;
  }
  await chooseOrganization(said.organization_id);
  return null;
}
