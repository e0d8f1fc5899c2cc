import type { ErrorCode } from "@ingot/services";
import type { TRPC_ERROR_CODE_KEY } from "@trpc/server";

/** How a refusal travels: its name in tRPC and its status in REST. */
export interface ErrorOnTheWire {
  readonly trpc: TRPC_ERROR_CODE_KEY;
  readonly status: number;
}

/** Every code of ours, so that a new one does not compile until it has its place here. */
export const errorMap = {
  NOT_FOUND: { trpc: "NOT_FOUND", status: 404 },
  UNAUTHENTICATED: { trpc: "UNAUTHORIZED", status: 401 },
  FORBIDDEN: { trpc: "FORBIDDEN", status: 403 },
  VALIDATION: { trpc: "BAD_REQUEST", status: 400 },
  CONFLICT: { trpc: "CONFLICT", status: 409 },
  EXPIRED: { trpc: "CONFLICT", status: 409 },
  ALREADY_ACCEPTED: { trpc: "CONFLICT", status: 409 },
  INFEASIBLE: { trpc: "UNPROCESSABLE_CONTENT", status: 422 },
  IDEMPOTENCY_MISMATCH: { trpc: "UNPROCESSABLE_CONTENT", status: 422 },
  RATE_LIMITED: { trpc: "TOO_MANY_REQUESTS", status: 429 },
  INSUFFICIENT_FUNDS: { trpc: "PAYMENT_REQUIRED", status: 402 },
  PAYLOAD_TOO_LARGE: { trpc: "PAYLOAD_TOO_LARGE", status: 413 },
  SERVICE_UNAVAILABLE: { trpc: "SERVICE_UNAVAILABLE", status: 503 },
  INTERNAL: { trpc: "INTERNAL_SERVER_ERROR", status: 500 },
  FENCE: { trpc: "FORBIDDEN", status: 403 },
  FENCE_EMPTY: { trpc: "UNPROCESSABLE_CONTENT", status: 422 },
  UNKNOWN_LOCATION: { trpc: "UNPROCESSABLE_CONTENT", status: 422 },
  EPOCH: { trpc: "CONFLICT", status: 409 },
  EXPORT: { trpc: "FORBIDDEN", status: 403 },
  OTHER_ORGANIZATION: { trpc: "PRECONDITION_FAILED", status: 412 },
} as const satisfies Record<ErrorCode, ErrorOnTheWire>;
