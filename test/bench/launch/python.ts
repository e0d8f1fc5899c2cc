/** A Python of the bench's own, with the parsers' few light dependencies, and the tools' packages unpacked beside it. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const cache = resolve(import.meta.dirname, "../../../.ingot/launch-tools");

/** What the parsers import besides torch, which stands in as nothing. */
const light = [
  "packaging==25.0",
  "pyyaml==6.0.2",
  "jsonschema==4.25.1",
  "tyro==0.9.31",
  "pydantic==2.11.9",
  "omegaconf==2.3.0",
];

/** Python leaves nothing beside its sources. */
const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };

function ran(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 16 * 2 ** 20,
    env,
  });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(" ")}: ${error?.message ?? stderr.trim().slice(-600)}`);
}

/** **Returns** the interpreter; made once. **Throws** Error where there is no python3 or the registry does not answer. */
export function pythonOfBench(): string {
  const python = join(cache, "venv/bin/python");
  if (existsSync(join(cache, "venv/ready"))) return python;
  mkdirSync(cache, { recursive: true });
  ran("python3", ["-m", "venv", join(cache, "venv")]);
  ran(python, ["-m", "pip", "install", "--quiet", ...light]);
  ran("touch", [join(cache, "venv/ready")]);
  return python;
}

/** **Returns** the folder of a package's unpacked release, fetched once by pip; never built or installed. */
export function releaseOf(python: string, name: string, version: string): string {
  const folder = join(cache, `${name}-${version}`);
  if (existsSync(join(folder, "unpacked"))) return contentOf(folder);
  mkdirSync(folder, { recursive: true });
  ran(python, ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, `${name}==${version}`]);
  const archive = readdirSync(folder).find((file) => /\.(whl|tar\.gz)$/.test(file));
  if (archive === undefined) throw new Error(`pip brought no archive of ${name} ${version}`);
  const open = archive.endsWith(".whl")
    ? ["-m", "zipfile", "-e", join(folder, archive), join(folder, "content")]
    : ["-m", "tarfile", "-e", join(folder, archive), join(folder, "content")];
  ran(python, open);
  ran("touch", [join(folder, "unpacked")]);
  return contentOf(folder);
}

/** The source archive of a package holds one folder with its name; a wheel holds the modules themselves. */
function contentOf(folder: string): string {
  const content = join(folder, "content");
  const [only, ...others] = readdirSync(content);
  return only !== undefined && others.length === 0 ? join(content, only) : content;
}

export interface Parsed {
  readonly checked: number;
  readonly complaints: readonly { readonly case: string; readonly complaint: string }[];
}

/** Runs a tool's own parser over launches that lie in files. */
export function parseAll(python: string, tool: string, folder: string, cases: string): Parsed {
  const script = join(import.meta.dirname, "parse.py");
  return JSON.parse(ran(python, [script, tool, folder, cases]).trim().split("\n").at(-1) ?? "") as Parsed;
}
