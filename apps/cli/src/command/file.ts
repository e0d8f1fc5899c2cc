import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Download, IngotClient } from "@ingot/client";
import type { Command } from "commander";
import { startProgress } from "../progress.ts";
import { Refusal } from "../refusal.ts";
import { clientOf, print, type Terminal } from "../terminal.ts";
import { bytes } from "../text.ts";

interface Options {
  readonly output?: string;
  readonly json?: boolean;
}

/** Adds "download this thing to a file" below a command. */
export function addDownload(
  parent: Command,
  terminal: Terminal,
  what: {
    readonly name: string;
    readonly description: string;
    readonly id: string;
    readonly open: (client: IngotClient, id: string) => Promise<Download>;
  },
): void {
  parent
    .command(what.name)
    .description(what.description)
    .argument("<id>", what.id)
    .option("-o, --output <file>", "where to put it; its own name in this folder when left out")
    .option("--json", "print JSON")
    .action(async (id: string, options: Options) => {
      const download = await what.open(clientOf(terminal), id);
      const saved = await save(terminal, download, options.output ?? download.name);
      print(terminal, options, saved, () => [`${saved.file}  ${bytes(saved.bytes)}  SHA-256 ${saved.hash}`]);
    });
}

async function save(terminal: Terminal, download: Download, file: string) {
  const draft = `${file}.part`;
  const hash = createHash("sha256");
  const progress = startProgress(terminal.remarks, "Downloading", download.bytes ?? 0);
  let received = 0;
  const counting = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      received += chunk.length;
      hash.update(chunk);
      progress.advance(received);
      done(null, chunk);
    },
  });
  try {
    await pipeline(
      Readable.fromWeb(download.body as Parameters<typeof Readable.fromWeb>[0]),
      counting,
      createWriteStream(draft),
    );
    if (download.bytes !== undefined && received !== download.bytes) {
      throw new Refusal(`the transfer was cut: ${received} of ${download.bytes} bytes came; run it again`);
    }
    await rename(draft, file);
  } finally {
    progress.end();
    await rm(draft, { force: true });
  }
  return { file, bytes: received, hash: hash.digest("hex") };
}
