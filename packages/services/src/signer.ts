import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { EnvironmentError } from "./environment.ts";
import type { Signer } from "./ports.ts";

/** Signs with an Ed25519 key; the public key's raw 32 bytes are the end of its SPKI form. */
export function ed25519Signer(privateKey: KeyObject): Signer {
  const publicKey = createPublicKey(privateKey);
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  return {
    publicKey: raw.toString("base64"),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString("base64"),
    verify: (text, signature) => verify(null, Buffer.from(text), publicKey, Buffer.from(signature, "base64")),
  };
}

export function signerFromFile(file: string): Signer {
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(file));
  } catch (cause) {
    throw new EnvironmentError(`INGOT_SIGNING_KEY_FILE names no readable private key in PEM: "${file}"`, { cause });
  }
  if (key.asymmetricKeyType !== "ed25519") {
    throw new EnvironmentError(`INGOT_SIGNING_KEY_FILE holds an Ed25519 key, received ${key.asymmetricKeyType}`);
  }
  return ed25519Signer(key);
}
