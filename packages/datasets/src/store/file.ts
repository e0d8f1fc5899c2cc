import { randomUUID } from "node:crypto";
import type { Dirent } from "node:fs";
import { mkdir, open, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { assertBlobKey } from "./key.ts";
import type { BlobStore } from "./port.ts";

const unfinished = ".unfinished";

const isAbsence = (error: unknown): boolean =>
  error instanceof Error && "code" in error && ["ENOENT", "ENOTDIR", "EISDIR"].includes(String(error.code));

async function orUndefined<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the folder and lets its name survive a power cut: every parent that gained an entry is synced. */
async function makeFolder(path: string): Promise<void> {
  const firstMade = await mkdir(path, { recursive: true });
  if (firstMade === undefined) return;
  let parent = dirname(path);
  while (parent.length >= dirname(firstMade).length) {
    await syncFolder(parent);
    if (parent === dirname(parent)) return;
    parent = dirname(parent);
  }
}

/** Dates an unchanged file anew by the file system's own clock, which is the one that `stat` reports. */
async function freshen(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, "r+");
  try {
    if (bytes.length > 0) await handle.write(bytes, 0, 1, 0);
  } finally {
    await handle.close();
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, "wx");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* walk(folder: string): AsyncGenerator<string> {
  const entries: Dirent[] = (await orUndefined(readdir(folder, { withFileTypes: true }))) ?? [];
  // A folder sorts as its name with the slash, so that keys come in ascending order overall.
  const named = entries.map((entry) => ({ entry, name: entry.isDirectory() ? `${entry.name}/` : entry.name }));
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { entry } of named) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.isFile()) yield path;
  }
}

/** A store in a folder: one file for each blob, written beside, synced, then renamed into place. */
export function fileStore(root: string): BlobStore {
  const pathOf = (key: string): string => {
    assertBlobKey(key);
    return join(root, ...key.split("/"));
  };
  return {
    async put(key, bytes) {
      const path = pathOf(key);
      const before = await orUndefined(stat(path));
      if (before?.isFile() && before.size === bytes.length) {
        const held = await orUndefined(readFile(path));
        if (held && Buffer.compare(held, bytes) === 0) {
          await freshen(path, bytes);
          return false;
        }
      }
      const draft = join(root, unfinished, randomUUID());
      await makeFolder(dirname(draft));
      await makeFolder(dirname(path));
      try {
        await writeDurably(draft, bytes);
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
      await syncFolder(dirname(path));
      return true;
    },
    async get(key) {
      return orUndefined(readFile(pathOf(key)));
    },
    async has(key) {
      return (await orUndefined(stat(pathOf(key))))?.isFile() ?? false;
    },
    async stat(key) {
      const found = await orUndefined(stat(pathOf(key)));
      return found?.isFile() ? { bytes: found.size, modifiedAtMs: found.mtimeMs } : undefined;
    },
    async delete(key) {
      const gone = await orUndefined(rm(pathOf(key)).then(() => true));
      return gone ?? false;
    },
    async *list(prefix) {
      const whole = prefix.slice(0, prefix.lastIndexOf("/"));
      const start = prefix.includes("/") ? pathOf(whole) : root;
      for await (const path of walk(start)) {
        const key = relative(root, path).split(sep).join("/");
        if (key.startsWith(prefix)) yield key;
      }
    },
    async sweepUnfinished(begunBeforeMs) {
      const folder = join(root, unfinished);
      let swept = 0;
      for (const name of (await orUndefined(readdir(folder))) ?? []) {
        const path = join(folder, name);
        const found = await orUndefined(stat(path));
        if (found && found.mtimeMs < begunBeforeMs) {
          await rm(path, { force: true });
          swept += 1;
        }
      }
      return swept;
    },
  };
}
