import { errorMap } from "./error-map.ts";
import { type Refusal, refusalOf } from "./refusal.ts";

/** The body of every refusal in REST. */
export const refusalBody = ({ code, message, details }: Refusal, requestId: string | null) => ({
  error: { code, message, details, request_id: requestId },
});

/** Headers of every answer of the API: no guessing of types, no caching, and the id to tell us. */
export const answerHeaders = (requestId: string) => ({
  "x-content-type-options": "nosniff",
  "cache-control": "private, no-store",
  "x-request-id": requestId,
});

/** A refusal as a plain HTTP answer, for routes that carry bytes and so are no procedures. */
export function refusalResponse(error: unknown, requestId: string): Response {
  const refusal = refusalOf(error);
  const { status } = errorMap[refusal.code];
  return Response.json(refusalBody(refusal, requestId), { status, headers: answerHeaders(requestId) });
}
