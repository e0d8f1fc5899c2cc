// PostgreSQL refuses to run as root. As root it runs in a user namespace of its own, else as the OS user `postgres`.
import { chmodSync, lchownSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { Failure } from "../bootstrap/failure.mjs";
import { runCaptured } from "./command.ts";

export interface Identity {
  /** Turns a command into one that runs as somebody who is not root. */
  wrap(command: string, args: string[]): { command: string; args: string[]; uid?: number; gid?: number };
  /** The owner that the data folder needs, where that is not the one who makes it. */
  owner?: { uid: number; gid: number };
}

const NOBODY = "65534";
const NAMESPACE = ["--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];

async function succeeds(command: string, args: string[], as: { uid?: number; gid?: number } = {}): Promise<boolean> {
  try {
    return (await runCaptured(command, args, as)).code === 0;
  } catch {
    return false;
  }
}

export async function findIdentity(binary: string, uid = process.getuid?.()): Promise<Identity> {
  if (uid !== 0) return { wrap: (command, args) => ({ command, args }) };
  if (await succeeds("unshare", [...NAMESPACE, "true"])) {
    return {
      wrap: (command, args) => ({ command: "unshare", args: [...NAMESPACE, command, ...args] }),
      owner: { uid: 0, gid: 0 },
    };
  }
  return osUser(binary);
}

export async function osUser(binary: string): Promise<Identity> {
  if (!(await succeeds("id", ["-u", "postgres"])))
    await succeeds("useradd", ["--system", "--no-create-home", "postgres"]);
  const ids = await Promise.all(["-u", "-g"].map(async (flag) => (await runCaptured("id", [flag, "postgres"])).output));
  const [uid, gid] = ids.map(Number);
  if (uid === undefined || gid === undefined || !Number.isInteger(uid) || !Number.isInteger(gid)) {
    throw new Failure(
      "PostgreSQL does not run as root, and neither a user namespace (unshare) nor an OS user `postgres` could be made. " +
        "Start Ingot as a plain user.",
    );
  }
  if (!(await succeeds(binary, ["--version"], { uid, gid }))) {
    throw new Failure(
      `PostgreSQL does not run as root, and the OS user \`postgres\` may not enter ${closedFolder(binary)}. ` +
        `Open that folder (chmod o+x), put the checkout elsewhere, or start Ingot as a plain user.`,
    );
  }
  return { wrap: (command, args) => ({ command, args, uid, gid }), owner: { uid, gid } };
}

function closedFolder(file: string): string {
  const parts = path.dirname(file).split(path.sep);
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const folder = parts.slice(0, depth).join(path.sep) || path.sep;
    if ((statSync(folder).mode & 0o001) === 0) return folder;
  }
  return path.dirname(file);
}

/** Gives the data folder to whom it has to belong; a look at the folder itself tells whether it already does. */
export function giveTo(folder: string, owner: { uid: number; gid: number }): void {
  if (statSync(folder).uid === owner.uid) return;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    lchownSync(path.join(entry.parentPath, entry.name), owner.uid, owner.gid);
  }
  lchownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
}
