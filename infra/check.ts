// Format, lint, types, dead code and workspace, side by side.
import { runCaptured, runMain } from "./stack/command.ts";
import { BIN, inRoot, ROOT } from "./stack/paths.ts";

const CHECKS = [
  { name: "format", tool: "oxfmt", args: ["--check"], help: "`node_modules/.bin/oxfmt` puts it right" },
  { name: "lint", tool: "oxlint", args: [] },
  { name: "types", tool: "tsc", args: ["--noEmit", "-p", "tsconfig.json"] },
  { name: "dead code", tool: "knip", args: ["--no-progress", "--no-config-hints"] },
  {
    name: "workspace",
    tool: "sherif",
    args: ["-r", "root-package-manager-field"],
    help: "`node_modules/.bin/sherif -f` puts most of it right",
  },
];

async function check({ name, tool, args, help }: (typeof CHECKS)[number]): Promise<boolean> {
  const { code, output, seconds } = await runCaptured(`${BIN}/${tool}`, args, { cwd: ROOT });
  process.stdout.write(`${name.padEnd(10)} ${code === 0 ? "ok    " : "FAILED"} ${seconds.toFixed(1)} s\n`);
  if (code !== 0) process.stdout.write(`${output.trimEnd()}\n${help === undefined ? "" : `(${help})\n`}\n`);
  return code === 0;
}

await runMain(async () => {
  process.chdir(inRoot());
  const results = await Promise.all(CHECKS.map(check));
  const failed = CHECKS.filter((_, index) => !results[index]).map(({ name }) => name);
  process.stdout.write(failed.length === 0 ? "check: all fine\n" : `check: failed: ${failed.join(", ")}\n`);
  return failed.length === 0 ? 0 : 1;
});
