import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { Failure } from "../bootstrap/failure.mjs";

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";

/** A record of strings or numbers that the stack wrote before; undefined when it never did. */
export function readRecord(file: string): Record<string, unknown> | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new Failure(`${file} cannot be read (${String(error)}). Give the data folder to the user who starts Ingot.`);
  }
  const damaged = new Failure(
    `${file} is damaged: it should hold a JSON object, and its ${text.length} characters are none. ` +
      "Put it back from a backup, or `npm run reset` starts with new data.",
  );
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw damaged;
    return { ...value };
  } catch {
    throw damaged;
  }
}

/** Whole or not at all: a kill in between leaves the old file. */
export function writeRecord(file: string, value: Record<string, unknown>, mode = 0o644): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode });
  renameSync(`${file}.new`, file);
}
