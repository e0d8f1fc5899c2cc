import type { Quote, QuoteVerdict } from "../api/outputs.ts";

/** Asks Ingot to check a document. A document is longer than an address may be, so it travels by REST in a body. */
export async function verifyQuote({ document, hash, signature }: Quote): Promise<QuoteVerdict> {
  const answer = await fetch("/api/v1/quotes/verify", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ document, hash, signature }),
  });
  const body: unknown = await answer.json();
  if (answer.ok) return body as QuoteVerdict;
  throw refusalOf(body, answer.status);
}

interface RefusalBody {
  readonly error?: { readonly code?: string; readonly message?: string; readonly request_id?: string | null };
}

/** A refusal of REST in the shape of those of tRPC, so that one notice shows both. */
function refusalOf(body: unknown, status: number): Error {
  const { error } = body as RefusalBody;
  const message = error?.message ?? `The check was refused (status ${status}).`;
  return Object.assign(new Error(message), { data: { code: error?.code, requestId: error?.request_id } });
}
