import canonicalize from "canonicalize";

/** What a document may hold. Money and rates are decimal strings; numbers are whole and safe. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Digest of a canonical text, as lower-case hexadecimal; the caller supplies SHA-256. */
export type Hash = (canonicalText: string) => string;

/**
 * The one text of a JSON value (RFC 8785): equal values give equal bytes in every engine, locale and zone.
 * **Throws** TypeError for what JSON cannot carry (a bigint, undefined at the root) and Error for NaN or infinity.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError(`a document is a JSON value, received ${typeof value}`);
  return text;
}
