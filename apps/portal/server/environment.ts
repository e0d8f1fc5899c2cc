import { EnvironmentError, requireVariable } from "@ingot/services/environment";

/** What the portal needs to know of its stack, read once. */
export interface PortalEnvironment {
  /** The one address that people type: cookies and origins hold for it alone. */
  readonly portalUrl: string;
  readonly authSecret: string;
  readonly cookiePrefix: string;
  readonly rateLimit: boolean;
  /** Behind a proxy of ours that overwrites X-Forwarded-For; else a client could choose its own address. */
  readonly behindProxy: boolean;
  /** Header in which that proxy names the country a request comes from. */
  readonly readerCountryHeader: string | undefined;
  readonly temporalUiUrl: string | undefined;
  readonly logLevel: string | undefined;
  /** Largest file of one upload. **Unit** byte. */
  readonly uploadBytesMax: number;
}

const uploadBytesMax = 64 * 1024 ** 3;

export function readEnvironment(env: Readonly<Record<string, string | undefined>>): PortalEnvironment {
  const portalUrl = requireVariable(env, "INGOT_PORTAL_URL", "the portal's address, e.g. http://localhost:3000");
  if (!URL.canParse(portalUrl)) throw new EnvironmentError(`INGOT_PORTAL_URL must be a URL, received "${portalUrl}"`);
  const authSecret = requireVariable(env, "INGOT_AUTH_SECRET", "the secret that signs session cookies");
  if (authSecret.length < 32) {
    throw new EnvironmentError(`INGOT_AUTH_SECRET must have at least 32 characters, received ${authSecret.length}`);
  }
  return {
    portalUrl: new URL(portalUrl).origin,
    authSecret,
    cookiePrefix: env["INGOT_COOKIE_PREFIX"] || "ingot",
    rateLimit: env["INGOT_RATE_LIMIT"] !== "off",
    behindProxy: env["INGOT_BEHIND_PROXY"] === "1",
    readerCountryHeader: env["INGOT_READER_COUNTRY_HEADER"] || undefined,
    temporalUiUrl: env["TEMPORAL_UI_URL"] || undefined,
    logLevel: env["INGOT_LOG_LEVEL"] || undefined,
    uploadBytesMax: readBytes(env["INGOT_UPLOAD_BYTES_MAX"]) ?? uploadBytesMax,
  };
}

function readBytes(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const bytes = Number(text);
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw new EnvironmentError(`INGOT_UPLOAD_BYTES_MAX is a whole number of bytes above 0, received "${text}"`);
}
