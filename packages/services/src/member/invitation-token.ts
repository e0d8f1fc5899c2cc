import { createHash, randomBytes } from "node:crypto";

const tokenPattern = /^join_[A-Za-z0-9_-]{43}$/;

/** A new secret of 256 bits for an invitation's link; only its hash is kept. */
export function makeInvitationToken(): { readonly token: string; readonly hash: string } {
  const token = `join_${randomBytes(32).toString("base64url")}`;
  return { token, hash: hashOf(token) };
}

/** The hash to look a token up by; undefined for a text that is no token. */
export const invitationTokenHash = (text: string): string | undefined =>
  tokenPattern.test(text) ? hashOf(text) : undefined;

const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");
