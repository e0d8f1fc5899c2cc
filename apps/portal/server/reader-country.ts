import type { PortalEnvironment } from "./environment.ts";

/**
 * The country that a request comes from, as our own proxy proved it; null when nobody did. What a client says of itself
 * is hearsay: only a proxy of ours overwrites the header.
 */
export function readerCountry(
  headers: Headers,
  { behindProxy, readerCountryHeader }: Pick<PortalEnvironment, "behindProxy" | "readerCountryHeader">,
): string | null {
  if (!behindProxy || readerCountryHeader === undefined) return null;
  const country = headers.get(readerCountryHeader)?.trim().toUpperCase() ?? "";
  return /^[A-Z]{2}$/.test(country) ? country : null;
}
