import { runMain } from "./stack/command.ts";
import { runStack } from "./stack/run-stack.ts";

await runMain(async () => runStack({ watch: false, command: "npm start" }));
process.exit();
