import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Ask, type Launch, launchOf, type LaunchOptions, type Plan } from "@ingot/compute";
import { Refusal } from "../refusal.ts";

/** The launch of a plan. **Throws** Refusal with the dimension that the tool cannot say and who can. */
export function launchFor(plan: Plan, ask: Ask, options: LaunchOptions): Launch {
  const outcome = (() => {
    try {
      return launchOf(plan, ask, options);
    } catch (error) {
      if (error instanceof RangeError) throw new Refusal(error.message);
      throw error;
    }
  })();
  if (outcome.kind === "refusal") throw new Refusal(outcome.text);
  return outcome;
}

/** Writes a launch into a folder. **Throws** Refusal before anything is written when a file stands there already. */
export function writeLaunch({ files }: Launch, folder: string, overwrite: boolean): void {
  const standing = files.map(({ path }) => join(folder, path)).filter((path) => existsSync(path));
  if (standing.length > 0 && !overwrite) {
    throw new Refusal(`${standing.join(", ")} exists already: give --force to replace it, or another --out`);
  }
  try {
    for (const { path, content } of files) {
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content, { mode: /\.(sh|slurm)$/.test(path) ? 0o755 : 0o644 });
    }
  } catch (error) {
    throw new Refusal(`${folder} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
