import { existsSync } from "node:fs";
import { Failure } from "./bootstrap/failure.mjs";
import { runMain } from "./stack/command.ts";
import { inRoot, NODE } from "./stack/paths.ts";
import { runVisibly } from "./stack/run-files.ts";

await runMain(async () => {
  const program = inRoot("apps", "cli", "src", "main.ts");
  if (!existsSync(program)) throw new Failure("apps/cli/src/main.ts is missing in this checkout.");
  return runVisibly(NODE, [program, ...process.argv.slice(2)], { cwd: process.env.INIT_CWD ?? process.cwd() });
});
