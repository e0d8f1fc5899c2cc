/** Every way a request can be refused. Each has its page in docs/errors. Append only. */
export const errorCodes = [
  "NOT_FOUND",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "VALIDATION",
  "CONFLICT",
  "EXPIRED",
  "ALREADY_ACCEPTED",
  "INFEASIBLE",
  "IDEMPOTENCY_MISMATCH",
  "RATE_LIMITED",
  "INSUFFICIENT_FUNDS",
  "PAYLOAD_TOO_LARGE",
  "SERVICE_UNAVAILABLE",
  "INTERNAL",
  "FENCE",
  "FENCE_EMPTY",
  "UNKNOWN_LOCATION",
  "EPOCH",
  "EXPORT",
  "OTHER_ORGANIZATION",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** A refused request. The message is safe for the customer and states the rule and the value received. */
export class ServiceError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(message, { cause });
    this.name = "ServiceError";
    this.code = code;
    this.details = details;
  }
}

/** A thing that is absent and a thing of another organization answer alike. */
export const notFound = (what: string, id: string) =>
  new ServiceError("NOT_FOUND", `there is no ${what} "${id.slice(0, 60)}" that you can see`, { what });

/** An invariant of ours; broken, it is our bug and stays on in production. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}
