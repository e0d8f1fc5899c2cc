/** Codes with which a decision may refuse. Each has its page in docs/errors. */
export type ForbidCode =
  | "NOT_FOUND"
  | "MEMBERSHIP"
  | "SUPPORT"
  | "SCOPE"
  | "ERASED"
  | "CONSENT"
  | "UNKNOWN_LOCATION"
  | "FENCE"
  | "EXPORT"
  | "CHECK_ERROR";

/** One reason of a refusal: a code to switch on, a sentence to read, the values behind it. */
export interface Reason {
  readonly code: ForbidCode;
  readonly text: string;
  readonly values: Readonly<Record<string, string>>;
}

export const reason = (code: ForbidCode, text: string, values: Readonly<Record<string, string>> = {}): Reason => ({
  code,
  text,
  values,
});
