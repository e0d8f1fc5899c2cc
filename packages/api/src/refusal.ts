import { type ErrorCode, ServiceError } from "@ingot/services";
import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { errorMap } from "./error-map.ts";

/** What may be told about a failed request, whatever the transport. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

const internal: Refusal = {
  code: "INTERNAL",
  message: "something failed on our side; tell us the request id if it happens again",
  details: {},
};

const unavailable: Refusal = {
  code: "SERVICE_UNAVAILABLE",
  message:
    "a part of Ingot cannot be reached at the moment; try again in a few seconds, a write with the same idempotency key",
  details: {},
};

/** **Returns** the refusal in words for the customer; of an error that we did not expect, nothing but its kind. */
export function refusalOf(error: unknown, input?: unknown): Refusal {
  const service = causesOf(error).find((each) => each instanceof ServiceError);
  if (service) return { code: service.code, message: service.message, details: service.details };
  if (error instanceof TRPCError) {
    if (error.code === "BAD_REQUEST" && error.cause instanceof ZodError) return ofIssues(error.cause, input);
    const own = unreadable(error) ?? ofTransport(error);
    if (own) return own;
  }
  return isOutage(error) ? unavailable : internal;
}

/** The same for tRPC, with the service error as its cause, so that it can be told twice. */
export function trpcErrorOf(error: unknown, input?: unknown): TRPCError {
  const { code, message, details } = refusalOf(error, input);
  const cause = new ServiceError(code, message, details, error);
  return new TRPCError({ code: errorMap[code].trpc, message, cause });
}

/** Whether the fault is ours, so that its cause belongs in the log. */
export const isOurs = (code: ErrorCode): boolean => errorMap[code].status >= 500;

function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let each = error; each instanceof Error && causes.length < 8; each = each.cause) causes.push(each);
  return causes;
}

function ofIssues(error: ZodError, input: unknown): Refusal {
  const issues = error.issues.map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message }));
  const [first] = error.issues;
  const rest = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  const where = issues[0]?.path || "the input";
  // The schema tells the type that it received; the value says more.
  const rule = (first?.message ?? "is not as it should be").replace(/, received \w+$/, "");
  const received = showValue(valueAt(input, first?.path ?? []));
  return {
    code: "VALIDATION",
    message: `${where}: ${rule}, received ${received}${rest}`,
    details: { issues: issues.slice(0, 50) },
  };
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** What is nested deeper than the writer of JSON goes is told by its kind. */
function inJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return Array.isArray(value) ? "a list" : typeof value;
  }
}

function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = inJson(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

const transport: Partial<Record<TRPCError["code"], Pick<Refusal, "code" | "message">>> = {
  NOT_FOUND: { code: "NOT_FOUND", message: "there is no procedure of this name" },
  METHOD_NOT_SUPPORTED: { code: "VALIDATION", message: "a query is asked with GET, a mutation with POST" },
  PARSE_ERROR: { code: "VALIDATION", message: "the body is not valid JSON" },
  BAD_REQUEST: { code: "VALIDATION", message: "the request cannot be read" },
  UNSUPPORTED_MEDIA_TYPE: { code: "VALIDATION", message: "the body must be sent as application/json" },
  PAYLOAD_TOO_LARGE: { code: "PAYLOAD_TOO_LARGE", message: "the request is too large" },
};

/** A body that is no JSON. The parser's own words quote nothing but what was sent. */
function unreadable(error: TRPCError): Refusal | undefined {
  if (error.code !== "BAD_REQUEST" && error.code !== "PARSE_ERROR") return undefined;
  const found = causesOf(error).find((each) => each instanceof SyntaxError);
  const message = found && `the body must be valid JSON; received what is none: ${found.message}`;
  return message === undefined ? undefined : { code: "VALIDATION", message, details: {} };
}

/** A refusal of the transport itself, before any verb ran. */
function ofTransport(error: TRPCError): Refusal | undefined {
  const known = transport[error.code];
  return known && { ...known, details: {} };
}

// The driver's and the network's words, then PostgreSQL's for: shut down, starting up, too many connections, cannot
// serialize, deadlock.
const outageCodes = new Set(
  (
    "ECONNREFUSED ECONNRESET ENOTFOUND ETIMEDOUT CONNECT_TIMEOUT CONNECTION_CLOSED CONNECTION_ENDED " +
    "CONNECTION_DESTROYED 57P01 57P02 57P03 53300 40001 40P01"
  ).split(" "),
);

const isOutage = (error: unknown): boolean =>
  causesOf(error).some((each) => "code" in each && typeof each.code === "string" && outageCodes.has(each.code));
