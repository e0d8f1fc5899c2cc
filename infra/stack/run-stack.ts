// `npm start` and `npm run dev`: opens the stack, says where it is, and ends it whatever the reason.
import path from "node:path";
import { Failure } from "../bootstrap/failure.mjs";
import { prepareDataFolder } from "./data-folder.ts";
import { DATA } from "./paths.ts";
import { assertPortalPortFree, portalPort } from "./ports.ts";
import { holdDataFolder, tellFacts } from "./running.ts";
import { closingBlock } from "./closing-block.ts";
import { openStack, type OpenStack } from "./stack.ts";
import { terminalSteps } from "./steps.ts";
import { Supervisor, type RunningPart } from "./supervisor.ts";

const PARENT_CHECK_MS = 500;
const EXPLAIN_MS = 3_000;

const obituary = (part: RunningPart): string =>
  `The ${part.name} ${part.ended()}, so the other parts were stopped, too. Its last words (all of them: ${part.logFile}):\n` +
  `${part.logSinceStart(8)}\nStart again: running contracts continue.`;

/** Resolves with the reason for which the stack has to end. */
function endReason(supervisor: Supervisor): Promise<Failure | "asked"> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve("asked"));
    const parent = process.ppid;
    // npm that is killed without a terminal passes nothing on; then the parent changes.
    const timer = setInterval(() => process.ppid !== parent && resolve("asked"), PARENT_CHECK_MS);
    timer.unref();
    supervisor.onDeath((part) => resolve(new Failure(obituary(part))));
  });
}

/** A part that dies while the stack opens is explained best by whoever waits for it, a moment later. */
async function explained(
  reason: Failure | "asked",
  opened: Promise<OpenStack>,
): Promise<OpenStack | Failure | "asked"> {
  if (reason === "asked") return reason;
  const patience = new Promise<Failure>((resolve) => setTimeout(() => resolve(reason), EXPLAIN_MS));
  return Promise.race([opened, patience]);
}

export async function runStack({ watch, command }: { watch: boolean; command: string }): Promise<number> {
  process.stdout.on("error", () => {}); // the terminal may be gone before we are
  process.stderr.on("error", () => {});
  const port = portalPort(process.env);
  prepareDataFolder(DATA);
  const letGo = holdDataFolder(DATA, `http://localhost:${port}`);
  const supervisor = new Supervisor(path.join(DATA, "logs"));
  try {
    await assertPortalPortFree(port, command);
    const ended = endReason(supervisor);
    const options = { data: DATA, portalPort: port, watch, steps: terminalSteps(), own: process.env };
    const opened = openStack(options, supervisor);
    opened.catch(() => {}); // reported below, unless the end came first
    const first = await Promise.race([opened, ended.then(async (reason) => explained(reason, opened))]);
    if (typeof first === "object" && "url" in first) {
      tellFacts(DATA, first);
      process.stdout.write(closingBlock(first));
    }
    const reason = await ended;
    process.stdout.write("\nStopping …\n");
    await supervisor.stop();
    process.stdout.write("Stopped. `npm start` continues where it was.\n");
    if (reason instanceof Failure) throw reason;
    return 0;
  } finally {
    await supervisor.stop();
    letGo();
  }
}
