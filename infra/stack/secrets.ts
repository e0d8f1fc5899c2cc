import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createPrivateKey } from "node:crypto";
import { Failure } from "../bootstrap/failure.mjs";
import { readRecord, writeRecord } from "./json-file.ts";

const NAMES = ["superuser", "migrator", "app", "platform", "auth", "session"] as const;
export type Secrets = Record<(typeof NAMES)[number], string>;

const OWNER_ONLY = 0o600;

export function makeSecrets(): Secrets {
  const make = (): string => randomBytes(24).toString("hex");
  return { superuser: make(), migrator: make(), app: make(), platform: make(), auth: make(), session: make() };
}

/** The passwords of the database roles and the key of the sessions: random, made once, readable by their owner only. */
export function keptSecrets(data: string): Secrets {
  const file = path.join(data, "secrets.json");
  const kept = readRecord(file);
  if (kept === undefined) {
    const secrets = makeSecrets();
    writeRecord(file, secrets, OWNER_ONLY);
    return secrets;
  }
  const missing = NAMES.filter((name) => typeof kept[name] !== "string" || kept[name] === "");
  if (missing.length > 0) {
    throw new Failure(
      `${file} is damaged: it lacks ${missing.join(", ")}. ` +
        "Put it back from a backup, or `npm run reset` starts with new data.",
    );
  }
  return Object.fromEntries(NAMES.map((name) => [name, String(kept[name])])) as Secrets;
}

/** The Ed25519 key that signs quotes. A lost key is not replaced in silence: old quotes would no longer verify. */
export function keptSigningKey(data: string): string {
  const file = path.join(data, "signing-key.pem");
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync("ed25519");
    writeFileSync(`${file}.new`, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: OWNER_ONLY });
    renameSync(`${file}.new`, file);
    return file;
  }
  try {
    createPrivateKey(readFileSync(file));
  } catch {
    throw new Failure(
      `${file} is damaged: it should hold an Ed25519 private key (PEM). ` +
        "Put it back from a backup, or `npm run reset` starts with new data.",
    );
  }
  return file;
}
