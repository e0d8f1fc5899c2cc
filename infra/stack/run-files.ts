import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { Failure } from "../bootstrap/failure.mjs";
import { inRoot, NODE, ROOT } from "./paths.ts";

/**
 * Runs a program with this terminal and answers its exit status; what a signal ends counts as a failure. A signal to
 * this process ends the program and then everything that would have come after it.
 */
export async function runVisibly(
  command: string,
  args: string[],
  { cwd = ROOT, env = process.env }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<number> {
  const child = spawn(command, args, { stdio: "inherit", cwd, env });
  let told: NodeJS.Signals | undefined;
  const forward = (signal: NodeJS.Signals): void => {
    told = signal;
    child.kill(signal);
  };
  // The terminal tells the child as well; wait until it has cleaned up.
  const wait = (signal: NodeJS.Signals): void => void (told = signal);
  process.on("SIGTERM", forward).on("SIGHUP", forward).on("SIGINT", wait);
  try {
    const status = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => resolve(code ?? 1));
    });
    if (told !== undefined) throw new Failure(`Stopped by ${told}.`);
    return status;
  } finally {
    process.off("SIGTERM", forward).off("SIGHUP", forward).off("SIGINT", wait);
  }
}

function namesIn(folder: string): string[] {
  const path = inRoot(folder);
  const files = existsSync(path) ? readdirSync(path) : [];
  return files.filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts")).map((file) => file.slice(0, -3));
}

/** Runs `<folder>/<name>.ts` for each name, one after the other, all of them when none is said and `all` is set. */
export async function runNamed(folder: string, names: string[], { all }: { all: boolean }): Promise<number> {
  const known = namesIn(folder).sort();
  const list = known.length === 0 ? `${folder} has none yet` : known.join(", ");
  const chosen = names.length === 0 && all ? known : names;
  if (chosen.length === 0) throw new Failure(`Say which: ${list}.`);
  const unknown = chosen.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Failure(`There is no ${folder}/${unknown}.ts. These exist: ${list}.`);
  let failed = 0;
  for (const name of chosen) if ((await runVisibly(NODE, [inRoot(folder, `${name}.ts`)])) !== 0) failed += 1;
  return failed === 0 ? 0 : 1;
}
