import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Refusal } from "./refusal.ts";

/** Which portal, and as whom. */
export interface Credentials {
  readonly url: string;
  readonly apiKey: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const defaultUrl = "http://localhost:3000";

export const credentialsFile = (env: Environment): string =>
  join(env["XDG_CONFIG_HOME"] || join(homedir(), ".config"), "ingot", "credentials.json");

/** The environment first, then what `ingot login` kept. */
export function readCredentials(env: Environment): Credentials {
  const kept = readKept(env);
  const url = env["INGOT_URL"] || kept?.url || defaultUrl;
  // A kept key belongs to the portal it was made at, and is not shown to another.
  const keptKey = kept && kept.url === url ? kept.apiKey : undefined;
  return { url, apiKey: env["INGOT_API_KEY"] || keptKey };
}

export function keepCredentials(env: Environment, credentials: Credentials): string {
  const file = credentialsFile(env);
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  return file;
}

export const forgetCredentials = (env: Environment): void => rmSync(credentialsFile(env), { force: true });

function readKept(env: Environment): Credentials | undefined {
  const file = credentialsFile(env);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  try {
    const { url, apiKey } = JSON.parse(text) as Partial<Credentials>;
    if (typeof url === "string" && typeof apiKey === "string") return { url, apiKey };
  } catch {
    // Falls through to the sentence below.
  }
  throw new Refusal(`${file} is damaged: it should hold { url, apiKey }. Delete it and run \`ingot login\` again.`);
}
