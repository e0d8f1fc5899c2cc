import { readFileSync } from "node:fs";
import { Refusal } from "./refusal.ts";

/** **Throws** Refusal when a file cannot be read or holds no JSON. */
export function readJson(file: string): unknown {
  const text = (() => {
    try {
      return readFileSync(file, "utf8");
    } catch (error) {
      throw new Refusal(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  })();
  try {
    // Editors of Windows put a mark of byte order first, which is no part of JSON.
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new Refusal(`${file} must be JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
