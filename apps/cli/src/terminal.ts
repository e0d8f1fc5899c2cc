import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";
import { createIngotClient, type IngotClient } from "@ingot/client";
import { type Credentials, type Environment, readCredentials } from "./credentials.ts";
import { Refusal } from "./refusal.ts";

/** What a command may touch: the streams, the environment, the portal. */
export interface Terminal {
  readonly env: Environment;
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** Progress and remarks, so that the answer alone can be piped on. */
  readonly remarks: Writable & { readonly isTTY?: boolean };
  readonly connect: (credentials: Credentials) => IngotClient;
  /** The clock of whoever asks: an answer that names a date starts from it. */
  readonly now: () => Date;
}

export const realTerminal = (): Terminal => ({
  env: process.env,
  input: process.stdin,
  output: process.stdout,
  remarks: process.stderr,
  connect: ({ url, apiKey }) => createIngotClient({ url, apiKey }),
  now: () => new Date(),
});

/** The client of whoever is logged in. **Throws** Refusal when nobody is. */
export function clientOf(terminal: Terminal): IngotClient {
  const credentials = readCredentials(terminal.env);
  if (credentials.apiKey === undefined) {
    throw new Refusal(
      `no API key for ${credentials.url}: make one in the portal under Settings, then \`ingot login\`, or set INGOT_API_KEY`,
    );
  }
  return terminal.connect(credentials);
}

/** For what needs no key: the catalog. */
export const anonymousClientOf = (terminal: Terminal): IngotClient => terminal.connect(readCredentials(terminal.env));

export async function askSecret(terminal: Terminal, question: string): Promise<string> {
  const lines = createInterface({ input: terminal.input });
  terminal.remarks.write(question);
  try {
    for await (const line of lines) return line.trim();
    return "";
  } finally {
    lines.close();
  }
}

/** Prints the answer: as JSON for programs, else as `lines` for people. */
export function print(terminal: Terminal, options: { readonly json?: boolean }, value: unknown, lines: () => string[]) {
  const text = options.json ? JSON.stringify(value, null, 2) : lines().join("\n");
  terminal.output.write(`${text}\n`);
}
