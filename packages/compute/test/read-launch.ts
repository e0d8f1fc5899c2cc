import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Launch } from "../src/launch/launch.ts";

/** **Throws** Error when the launch has no such file. */
export function fileOf(launch: Launch, path: string): string {
  const file = launch.files.find((each) => each.path === path);
  if (!file) throw new Error(`a launch has ${launch.files.map((each) => each.path).join(", ")}, not ${path}`);
  return file.content;
}

export interface Started {
  readonly status: number | null;
  /** What torchrun was started with. */
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly errors: string;
  /** How often torchrun was started. */
  readonly starts: number;
}

/**
 * Runs a script of the launch on a machine whose torchrun, srun and scontrol only say how they were started; the first
 * `FAILS` starts of torchrun end with status 7.
 */
export function start(launch: Launch, script: string, environment: Readonly<Record<string, string>>): Started {
  const folder = mkdtempSync(join(tmpdir(), "ingot-launch-"));
  try {
    const write = (path: string, content: string): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    };
    for (const { path, content } of launch.files) write(path, content);
    const stand: Record<string, string> = {
      torchrun: [
        `printf '%s\\0' "$@" > "${folder}/words"; env -0 > "${folder}/environment"; printf '\\0' >> "${folder}/starts"`,
        `[ "$(wc -c < "${folder}/starts")" -gt "\${FAILS:-0}" ] || exit 7`,
      ].join("\n"),
      scontrol: "printf 'node-a\\nnode-b\\n'",
      srun: 'shift; SLURM_NODEID=1 exec "$@"',
    };
    for (const [name, body] of Object.entries(stand)) {
      write(`bin/${name}`, `#!/usr/bin/env bash\n${body}\n`);
      chmodSync(join(folder, "bin", name), 0o755);
    }
    mkdirSync(join(folder, "Megatron-LM"));
    const path = `${folder}/bin:/usr/bin:/bin`;
    const env = { NODE_ENV: "test" as const, PATH: path, SLURM_SUBMIT_DIR: folder, ...environment };
    const ran = spawnSync("bash", [join(folder, script)], { env, cwd: folder, encoding: "utf8" });
    const read = (name: string): string[] =>
      spawnSync("cat", [join(folder, name)], { encoding: "utf8" })
        .stdout.split("\0")
        .slice(0, -1);
    return {
      status: ran.status,
      words: read("words"),
      environment: Object.fromEntries(
        read("environment").map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
      ),
      errors: ran.stderr,
      starts: read("starts").length,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Options of a command line with their values: what begins with two dashes begins an option. */
export function optionsOf(words: readonly string[]): Map<string, string[]> {
  const options = new Map<string, string[]>();
  let values: string[] | undefined;
  for (const word of words) {
    if (word.startsWith("--")) options.set(word, (values = []));
    else values?.push(word);
  }
  return options;
}
