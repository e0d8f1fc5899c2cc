import { type ErrorCode, ServiceError } from "@ingot/services";
import { ApplicationFailure } from "@temporalio/activity";

/** Whether repeating an activity that was refused can help; every code of ours, so that a new one must be placed here. */
export const retryHelps = {
  NOT_FOUND: false,
  UNAUTHENTICATED: false,
  FORBIDDEN: false,
  VALIDATION: false,
  CONFLICT: false,
  EXPIRED: false,
  ALREADY_ACCEPTED: false,
  INFEASIBLE: false,
  IDEMPOTENCY_MISMATCH: false,
  RATE_LIMITED: true,
  INSUFFICIENT_FUNDS: false,
  PAYLOAD_TOO_LARGE: false,
  SERVICE_UNAVAILABLE: true,
  INTERNAL: true,
  FENCE: false,
  FENCE_EMPTY: false,
  UNKNOWN_LOCATION: false,
  EPOCH: false,
  EXPORT: false,
  OTHER_ORGANIZATION: false,
} as const satisfies Record<ErrorCode, boolean>;

/** A refusal in Temporal's words: its code as the type, not retried where it would come back. Anything else as it is. */
export function failureOf(error: unknown): unknown {
  if (!(error instanceof ServiceError)) return error;
  const { code, message, details } = error;
  return ApplicationFailure.create({
    type: code,
    message,
    details: [details],
    nonRetryable: !retryHelps[code],
    cause: error,
  });
}
