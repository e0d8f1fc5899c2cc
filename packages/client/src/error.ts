import type { AppRouter } from "@ingot/api";
import { TRPCClientError } from "@trpc/client";

/** What may be wrong with a request: a code of docs/errors, or NETWORK when no answer came. */
export class IngotError extends TRPCClientError<AppRouter> {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;

  constructor(told: ToldError, cause?: Error) {
    super(told.message, cause ? { cause } : {});
    // The base class sets its own prototype.
    Object.setPrototypeOf(this, IngotError.prototype);
    this.name = "IngotError";
    this.code = told.code;
    this.details = told.details;
    this.requestId = told.requestId;
  }

  /** Whether the same request may succeed a little later. */
  get passing(): boolean {
    return this.code === "NETWORK" || this.code === "SERVICE_UNAVAILABLE";
  }
}

export interface ToldError {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
}

/** tRPC's error in our words. */
export function fromTrpc(error: TRPCClientError<AppRouter>): IngotError {
  if (error instanceof IngotError) return error;
  const data = error.data;
  if (!data?.service) {
    const message = `no answer of Ingot came: ${deepestMessage(error)}`;
    return new IngotError({ code: "NETWORK", message, details: {}, requestId: null }, error);
  }
  const { code, details } = data.service;
  return new IngotError({ code, message: error.message, details, requestId: data.requestId }, error);
}

/** The error of a REST answer. */
export async function fromResponse(response: Response): Promise<IngotError> {
  const requestId = response.headers.get("x-request-id");
  const body: unknown = await response.json().catch(() => undefined);
  const told = isRecord(body) && isRecord(body["error"]) ? body["error"] : {};
  const { code, message, details } = told;
  return new IngotError({
    code: typeof code === "string" ? code : "NETWORK",
    message: typeof message === "string" ? message : `the answer has the status ${response.status} and no reason`,
    details: isRecord(details) ? details : {},
    requestId,
  });
}

/** A request that got no answer at all. */
export function fromFailure(cause: unknown): IngotError {
  if (cause instanceof IngotError) return cause;
  const message = `no answer of Ingot came: ${deepestMessage(cause)}`;
  return new IngotError({ code: "NETWORK", message, details: {}, requestId: null }, asError(cause));
}

const asError = (value: unknown): Error => (value instanceof Error ? value : new Error(String(value)));

/** fetch says "fetch failed" and keeps the reason as the cause. */
function deepestMessage(value: unknown): string {
  let error = asError(value);
  while (error.cause instanceof Error) error = error.cause;
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return error.message || code;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
