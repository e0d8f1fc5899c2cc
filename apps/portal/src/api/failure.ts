/** What a page can say about a request that failed. */
export interface Failure {
  /** The code of our error list, or NETWORK when no answer came. */
  readonly code: string;
  readonly message: string;
  readonly requestId: string | null;
}

interface FailureData {
  readonly code?: unknown;
  readonly requestId?: unknown;
  readonly service?: { readonly code?: unknown } | null;
}

const text = (value: unknown): string | null => (typeof value === "string" && value.length > 0 ? value : null);

function dataOf(error: unknown): FailureData | null {
  if (typeof error !== "object" || error === null || !("data" in error)) return null;
  return typeof error.data === "object" ? error.data : null;
}

/** Reads a failure as the API states it; the text of a service error is shown to people as it is. */
export function failureOf(error: unknown): Failure {
  const data = dataOf(error);
  const message = error instanceof Error ? text(error.message) : null;
  if (!data) {
    return {
      code: "NETWORK",
      message: "No answer came from Ingot. Check the connection, then try again.",
      requestId: null,
    };
  }
  return {
    code: text(data.service?.code) ?? text(data.code) ?? "UNKNOWN",
    message: message ?? "The request failed without a reason.",
    requestId: text(data.requestId),
  };
}

const lasting = new Set(["UNAUTHENTICATED", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "VALIDATION", "BAD_REQUEST"]);

/** A request is worth repeating when no rule of ours refused it. */
export function isWorthRepeating(error: unknown): boolean {
  const data = dataOf(error);
  if (!data) return true;
  if (text(data.service?.code)) return false;
  return !lasting.has(text(data.code) ?? "");
}
