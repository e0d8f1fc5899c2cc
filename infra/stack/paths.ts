import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname, "..", "..");
export const inRoot = (...parts: string[]): string => path.join(ROOT, ...parts);
export const BIN = inRoot("node_modules", ".bin");
export const NODE = process.execPath;

/** What one stack writes while it runs. */
export const DATA = path.resolve(process.env.INGOT_DATA ?? inRoot(".ingot"));

/** What every stack of this checkout may use, whatever its data folder: the Temporal binary and the built portals. */
export const CACHE = inRoot(".ingot");
