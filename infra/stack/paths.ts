import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname, "..", "..");
export const BIN = path.join(ROOT, "node_modules", ".bin");

/** Everything that a running stack writes lies below this folder, except build output. */
export const DATA = path.resolve(process.env.INGOT_DATA ?? path.join(ROOT, ".ingot"));

export const inData = (...parts: string[]): string => path.join(DATA, ...parts);
export const inRoot = (...parts: string[]): string => path.join(ROOT, ...parts);
