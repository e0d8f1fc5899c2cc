import { createHash, randomBytes } from "node:crypto";

export const secretPattern = /^ik_[A-Za-z0-9_-]{43}$/;

/** A new secret of 256 bits. Its prefix tells keys apart in a list and opens nothing. */
export function makeSecret(): { readonly secret: string; readonly prefix: string; readonly hash: string } {
  const secret = `ik_${randomBytes(32).toString("base64url")}`;
  return { secret, prefix: secret.slice(0, 9), hash: hashSecret(secret) };
}

/** 256 random bits need no slow hash: there is nothing to guess. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");
