import { runMain } from "./stack/command.ts";
import { Failure } from "./bootstrap/failure.mjs";
import { DATA, inRoot } from "./stack/paths.ts";
import { isOurs } from "./stack/processes.ts";
import { runningStack } from "./stack/running.ts";
import { until } from "./stack/wait.ts";

const STOP_TIMEOUT_MS = 45_000;

await runMain(async () => {
  const running = runningStack(DATA);
  if (running === undefined || !isOurs(running.pid, inRoot("infra"))) {
    process.stdout.write("Ingot is not running.\n");
    return 0;
  }
  process.kill(running.pid, "SIGTERM");
  const stopped = await until(() => runningStack(DATA) === undefined, { timeoutMs: STOP_TIMEOUT_MS, everyMs: 100 });
  if (!stopped) throw new Failure(`Ingot (pid ${running.pid}) did not stop within ${STOP_TIMEOUT_MS / 1000} s.`);
  process.stdout.write("Stopped. `npm start` continues where it was.\n");
  return 0;
});
