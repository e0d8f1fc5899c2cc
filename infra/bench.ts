import { runMain } from "./stack/command.ts";
import { runNamed } from "./stack/run-files.ts";

await runMain(async () => runNamed("test/bench", process.argv.slice(2), { all: false }));
