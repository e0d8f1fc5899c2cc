import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";
import { Failure } from "../bootstrap/failure.mjs";
import { BIN, inRoot } from "../stack/paths.ts";

/** Types keep the tree of the two packages, so that a name is found where its file stands. */
const TYPES = "dist/types";
const ENTRY = "compute/src/index";
const UNITS = "units/src/index";

function runQuietly(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status === 0) return stdout;
  throw new Failure(`${command} ${args[0] ?? ""} failed: ${error?.message ?? `${stderr}${stdout}`.trim()}`);
}

/** One module without imports: for platform "neutral" a way to the outside world would not resolve. */
async function bundle(stage: string): Promise<void> {
  await build({
    entryPoints: [inRoot("packages", `${ENTRY}.ts`)],
    outfile: join(stage, "dist/index.js"),
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2024",
    logLevel: "error",
  });
}

/** Types for people who have neither our sources nor units. */
function declare(stage: string): void {
  const options = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    outDir: join(stage, TYPES),
    rootDir: inRoot("packages"),
    types: [],
    skipLibCheck: true,
  };
  const files = [ENTRY, UNITS].map((name) => inRoot("packages", `${name}.ts`));
  const project = join(stage, "tsconfig.json");
  writeFileSync(
    project,
    JSON.stringify({ extends: inRoot("tsconfig.json"), compilerOptions: options, include: [], files }),
  );
  runQuietly(`${BIN}/tsc`, ["--project", project], inRoot());
  rmSync(project);
  const units = join(stage, TYPES, `${UNITS}.js`);
  for (const entry of readdirSync(join(stage, TYPES), { recursive: true, encoding: "utf8" })) {
    if (!entry.endsWith(".d.ts")) continue;
    const file = join(stage, TYPES, entry);
    const up = relative(dirname(file), units);
    const text = readFileSync(file, "utf8")
      .replaceAll('"@ingot/units"', JSON.stringify(up.startsWith(".") ? up : `./${up}`))
      .replaceAll(/(["'])(\.{1,2}\/[^"']*)\.ts\1/g, "$1$2.js$1");
    writeFileSync(file, text);
  }
}

function describe(stage: string): void {
  const source = JSON.parse(readFileSync(inRoot("packages/compute/package.json"), "utf8")) as Record<string, unknown>;
  const description = {
    name: source["name"],
    version: source["version"],
    description:
      "What a training run takes on GPUs and wafers: layouts, time, memory, energy, and files that start it.",
    type: "module",
    sideEffects: false,
    exports: { ".": { types: `./${TYPES}/${ENTRY}.d.ts`, default: "./dist/index.js" } },
    files: ["dist"],
    engines: { node: ">=20" },
  };
  writeFileSync(join(stage, "package.json"), `${JSON.stringify(description, null, 2)}\n`);
  copyFileSync(inRoot("packages/compute/README.md"), join(stage, "README.md"));
}

/**
 * Builds `@ingot/compute` with units inside and packs it into `out`.
 * **Returns** the path of the tarball. **Throws** Failure with what the failing program said.
 */
export async function packCompute(out: string): Promise<string> {
  const stage = mkdtempSync(join(tmpdir(), "ingot-pack-"));
  try {
    mkdirSync(out, { recursive: true });
    await bundle(stage);
    declare(stage);
    describe(stage);
    const told = runQuietly("npm", ["pack", "--json", "--pack-destination", out], stage);
    const [packed] = JSON.parse(told) as { readonly filename: string }[];
    if (!packed) throw new Failure(`npm pack named no file: ${told}`);
    return join(out, packed.filename);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}
