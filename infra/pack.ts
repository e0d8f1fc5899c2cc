import { statSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Failure } from "./bootstrap/failure.mjs";
import { packCompute } from "./pack/compute.ts";
import { runMain } from "./stack/command.ts";
import { inRoot } from "./stack/paths.ts";

const usage = "npm run pack -- [--out dist]";

await runMain(async () => {
  const { values } = (() => {
    try {
      return parseArgs({ options: { out: { type: "string" } } });
    } catch (error) {
      throw new Failure(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`);
    }
  })();
  const tarball = await packCompute(resolve(values.out ?? inRoot("dist")));
  process.stdout.write(`${tarball} (${Math.round(statSync(tarball).size / 1024)} KiB)\n`);
  return 0;
});
