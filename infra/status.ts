import { isAlive } from "./bootstrap/lock.mjs";
import { isPortalHealthy, readPortalReadiness } from "./stack/apps.ts";
import { runMain } from "./stack/command.ts";
import { DATA } from "./stack/paths.ts";
import { runningFacts, runningStack, type Facts } from "./stack/running.ts";
import { acceptsConnection } from "./stack/temporal.ts";

type Line = { name: string; fine: boolean; text: string };

async function temporalLine(facts: Facts): Promise<Line> {
  const [host = "", port = ""] = facts.temporal.split(":");
  const fine = await acceptsConnection(host, Number(port));
  return { name: "temporal", fine, text: `${facts.temporal} ${fine ? "answers" : "does not answer"}` };
}

async function portalLine(facts: Facts): Promise<Line> {
  const fine = await isPortalHealthy(Number(new URL(facts.url).port));
  return { name: "portal", fine, text: `${facts.url} ${fine ? "is healthy" : "is not healthy"}` };
}

/** The portal's readiness tells whether the database answers: it asks it under the roles of the application. */
async function postgresLine(facts: Facts): Promise<Line> {
  const ready = await readPortalReadiness(Number(new URL(facts.url).port));
  const said = ready?.parts["postgres"] ?? "unknown, since the portal does not answer";
  return { name: "postgres", fine: said === "ok", text: said === "ok" ? "answers" : said };
}

function processLine({ name, pid, logFile }: Facts["parts"][number]): Line {
  const fine = isAlive(pid);
  return { name: `${name} process`, fine, text: fine ? `pid ${pid}` : `pid ${pid} is gone; log ${logFile}` };
}

await runMain(async () => {
  const running = runningStack(DATA);
  if (running === undefined) {
    process.stdout.write("Ingot is not running. `npm start` starts it.\n");
    return 1;
  }
  const facts = runningFacts(DATA);
  if (facts === undefined) {
    process.stdout.write(`Ingot is starting or stopping (pid ${running.pid}).\n`);
    return 1;
  }
  const asked = [postgresLine, temporalLine, portalLine].map(async (line) => line(facts));
  const lines = [...facts.parts.map(processLine), ...(await Promise.all(asked))];
  for (const { name, fine, text } of lines)
    process.stdout.write(`${fine ? "ok  " : "DOWN"}  ${name.padEnd(17)} ${text}\n`);
  return lines.every(({ fine }) => fine) ? 0 : 1;
});
