import { runMain } from "./stack/command.ts";
import { runStack } from "./stack/run-stack.ts";

await runMain(async () => runStack({ watch: true, command: "npm run dev" }));
process.exit();
