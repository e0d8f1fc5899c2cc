import { createHash } from "node:crypto";
import { createWriteStream, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { finished } from "node:stream/promises";
import { parseArgs } from "node:util";

const root = resolve(import.meta.dirname, "..");
const usage = "npm run sample-data -- [--mb 50] [--out .ingot/sample-data.jsonl] [--bad-rows 0]";

interface Source {
  readonly package: string;
  readonly license: string;
  /** The package's name, version and the path in it. */
  readonly source: string;
  readonly path: string;
}
interface Passage {
  readonly text: string;
  readonly source: string;
  readonly package: string;
  readonly license: string;
}

function fail(message: string): never {
  process.stderr.write(`${message}\nUsage: ${usage}\n`);
  process.exit(1);
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    fail(`--${name} is a whole number from ${least} to ${most}, received "${text}".`);
  }
  return value;
}

function readOptions(): { bytes: number; out: string; badRows: number } {
  try {
    const { values } = parseArgs({
      options: { mb: { type: "string" }, out: { type: "string" }, "bad-rows": { type: "string" } },
    });
    return {
      bytes: wholeNumber("mb", values.mb ?? "50", 1, 10_000) * 1_000_000,
      out: resolve(values.out ?? join(root, ".ingot", "sample-data.jsonl")),
      badRows: wholeNumber("bad-rows", values["bad-rows"] ?? "0", 0, 100_000),
    };
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/** The packages of the install, one folder for each name and version, in the order of their names. */
function installedPackages(): { folder: string; name: string; version: string; license: string }[] {
  const store = join(root, "node_modules", ".pnpm");
  if (!existsSync(store)) fail(`There are no installed packages in ${store}: run npm start once, then this again.`);
  const found = new Map<string, { folder: string; name: string; version: string; license: string }>();
  for (const entry of readdirSync(store).sort()) {
    const at = entry.indexOf("@", 1);
    if (at < 0) continue;
    const name = entry.slice(0, at).replace("+", "/");
    const folder = join(store, entry, "node_modules", name);
    if (!existsSync(join(folder, "package.json"))) continue;
    const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, unknown>;
    const version = String(about["version"]);
    const license = typeof about["license"] === "string" ? about["license"] : "not stated";
    // The same version may lie there once for each set of peers.
    if (!found.has(`${name}@${version}`)) found.set(`${name}@${version}`, { folder, name, version, license });
  }
  return [...found.values()];
}

function* filesOf(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "node_modules") yield* filesOf(path);
    else if (entry.isFile()) yield path;
  }
}

const isLegal = (path: string): boolean => /^(licen[cs]e|copying|notice|third.?party|copyright)/i.test(basename(path));
const markdown = new Set([".md", ".mdx", ".markdown"]);
const code = new Set([".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".h"]);

function listSources(): { prose: Source[]; commented: Source[]; declarations: Source[] } {
  const lists = { prose: [] as Source[], commented: [] as Source[], declarations: [] as Source[] };
  for (const { folder, name, version, license } of installedPackages()) {
    for (const path of filesOf(folder)) {
      if (isLegal(path)) continue;
      const source = { package: name, license, source: `${name}@${version}/${relative(folder, path)}`, path };
      const extension = extname(path).toLowerCase();
      if (markdown.has(extension)) lists.prose.push(source);
      if (code.has(extension)) lists.commented.push(source);
      if (/\.d\.[cm]?ts$/.test(path)) lists.declarations.push(source);
    }
  }
  return lists;
}

const seen = new Set<string>();
let [passagesMet, bytesMet, bytesUnique] = [0, 0, 0];

/** Whether this text was not met before. */
function isNew(text: string): boolean {
  const bytes = Buffer.byteLength(text);
  passagesMet += 1;
  bytesMet += bytes;
  const hash = createHash("sha256").update(text).digest("base64");
  if (seen.has(hash)) return false;
  seen.add(hash);
  bytesUnique += bytes;
  return true;
}

const mostCharacters = 20_000;

/** Cuts a long text at line ends into parts of at most about 20,000 characters. */
function* parts(text: string): Generator<string> {
  let part = "";
  for (const line of text.split("\n")) {
    if (part.length > 0 && part.length + line.length > mostCharacters) {
      yield part;
      part = "";
    }
    part += `${line}\n`;
  }
  yield part;
}

function* sectionsOf(text: string): Generator<string> {
  for (const section of text.split(/\n(?=#{1,3} )/)) {
    for (const part of parts(section)) {
      const plain = part.trim();
      if (plain.length >= 40 && isNew(plain)) yield plain;
    }
  }
}

const comment = /\/\*[\s\S]*?\*\/|(?:^[ \t]*\/\/(?!#).*\n){2,}/gm;
const isLicenseText = (text: string): boolean =>
  text.length < 3000 && /copyright|licen[cs]ed under|@license|SPDX-/i.test(text);
const isEmbedded = (line: string): boolean => line.length > 200 && /;base64,|\S{200}/.test(line);
/** Without pictures in base64 and other runs that no person reads. */
const withoutEmbedded = (text: string): string =>
  text
    .split("\n")
    .filter((line) => !isEmbedded(line))
    .join("\n");
const isMachineText = (text: string): boolean => !/[a-z]{2,} [a-z]{2,} [a-z]{2,}/i.test(text);

/** The comments of one source file that were not met before, as one text: minified files have none worth reading. */
function* commentsOf(text: string): Generator<string> {
  if (text.length > 2000 && text.length / text.split("\n").length > 400) return;
  const fresh: string[] = [];
  for (const [raw] of text.matchAll(comment)) {
    const plain = raw
      .replace(/^\s*(\/\*+|\*+\/|\*(?!\/) ?|\/\/+ ?)/gm, "")
      .replace(/\*+\/\s*$/, "")
      .trim();
    if (plain.length < 40 || isLicenseText(plain) || isMachineText(plain)) continue;
    if (isNew(plain)) fresh.push(plain);
  }
  if (fresh.length > 0) yield* parts(fresh.join("\n\n"));
}

function* wholeFile(text: string): Generator<string> {
  for (const part of parts(text.trim())) if (part.trim().length >= 40 && isNew(part)) yield part;
}

function* passages(): Generator<Passage> {
  const lists = listSources();
  const tiers = [
    { sources: lists.prose, read: sectionsOf },
    { sources: lists.commented, read: commentsOf },
    { sources: lists.declarations, read: wholeFile },
  ];
  for (const { sources, read } of tiers) {
    for (const { path, ...about } of sources) {
      const content = readFileSync(path);
      if (content.includes(0)) continue;
      const text = content.toString("utf8").toWellFormed().replaceAll("\r\n", "\n");
      for (const passage of read(withoutEmbedded(text))) yield { text: passage.trim(), ...about };
    }
  }
}

/** One row of each kind that an upload must refuse. */
const brokenRows: readonly Uint8Array[] = [
  Buffer.from('{"text": "this row was cut off\n'),
  Buffer.from('["a list is not a record"]\n'),
  Buffer.from('{"text": 42}\n'),
  Buffer.from('{"body": "the field has another name"}\n'),
  Buffer.from([0x7b, 0x22, 0x74, 0x65, 0x78, 0x74, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d, 0x0a]),
  Buffer.from('{"text": "half a pair: \\ud83d"}\n'),
];

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    fail(`Cannot make the folder ${path}: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  const draft = `${options.out}.draft`;
  makeFolder(dirname(options.out));
  const file = createWriteStream(draft);
  file.on("error", (error) => fail(`Cannot write ${draft}: ${error.message}.`));
  process.on("SIGINT", () => {
    rmSync(draft, { force: true });
    process.exit(130);
  });
  let [bytes, records, planted, reported] = [0, 0, 0, 0];
  const write = async (row: Uint8Array): Promise<void> => {
    bytes += row.length;
    if (!file.write(row)) await new Promise<void>((drained) => file.once("drain", () => drained()));
  };
  const plant = async (): Promise<void> => write(brokenRows[planted++ % brokenRows.length] ?? Buffer.of());
  process.stdout.write("Reading the documentation inside the installed packages…\n");
  for (const passage of passages()) {
    if (bytes >= options.bytes) break;
    await write(Buffer.from(`${JSON.stringify(passage)}\n`));
    records += 1;
    // Spread evenly over the file, each kind in turn.
    while (planted < Math.floor((bytes / options.bytes) * options.badRows)) await plant();
    if (bytes - reported >= 5e6) {
      reported = bytes;
      process.stdout.write(`  ${megabytes(bytes)} of ${megabytes(options.bytes)}, ${records} records\n`);
    }
  }
  while (planted < options.badRows) await plant();
  file.end();
  await finished(file);
  renameSync(draft, options.out);
  const share = bytesMet > 0 ? ((100 * bytesUnique) / bytesMet).toFixed(1) : "0";
  process.stdout.write(`Wrote ${options.out}: ${records} records, ${bytes} bytes (${megabytes(bytes)}).\n`);
  process.stdout.write(`Of ${passagesMet} passages read, ${share} % of the bytes were met for the first time.\n`);
  if (planted > 0) process.stdout.write(`${planted} broken rows were planted: an upload must refuse this file.\n`);
  if (bytes < options.bytes) process.stdout.write(`The installed packages hold no more than this.\n`);
}

await main();
