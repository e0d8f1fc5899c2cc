import { existsSync } from "node:fs";
import path from "node:path";
import { Failure } from "./failure.mjs";

/** Type stripping is stable, and silent, from here on. */
const NEEDED = [24, 12];

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

/**
 * The pinned Node of this checkout, or the running one where no package carries it for this platform.
 * @param {string} root
 * @returns {string}
 */
export function findNode(root, running = { version: process.versions.node, path: process.execPath }) {
  const pinned = path.join(root, "node_modules", ".bin", "node");
  if (existsSync(pinned)) return pinned;
  if (isNewEnough(running.version)) return running.path;
  throw new Failure(
    `Ingot runs on Node ${NEEDED.join(".")} or newer, and no package carries it for ${process.platform}-${process.arch}; ` +
      `this is Node ${running.version}. Put a newer Node on the PATH and start again.`,
  );
}
