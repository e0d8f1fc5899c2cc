import { createServer, type Server } from "node:http";

/** What the worker stands on; each **throws** when it cannot be used. */
export interface Footing {
  readonly postgres: () => Promise<unknown>;
  readonly temporal: () => Promise<unknown>;
}

/** The port that the variable names, none when it is unset. **Throws** a sentence with the rule for anything else. */
export function portOfHealth(told: string | undefined): number | undefined {
  if (!told) return undefined;
  const port = Number(told);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Error(`INGOT_WORKER_HEALTH_PORT must be a port from 1 to 65535, received "${told}"`);
}

const patienceMilliseconds = 2_000;

/**
 * For whoever supervises: `/health` says that the process lives and answers, `/ready` that it does its work. Any other
 * address is that of health.
 */
export function serveHealth({ postgres, temporal }: Footing, port: number): Server {
  return createServer((request, response) => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
      response.end(JSON.stringify(body));
    };
    if (new URL(request.url ?? "/", "http://worker").pathname !== "/ready") return answer(200, { status: "ok" });
    void Promise.all([inTime(postgres), inTime(temporal)]).then(([first, second]) => {
      const parts = { postgres: first ? "ok" : "unreachable", temporal: second ? "ok" : "unreachable" };
      const ready = first && second;
      answer(ready ? 200 : 503, { ready, parts });
    });
  }).listen(port, "127.0.0.1");
}

async function inTime(ask: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMilliseconds);
  });
  const answered = ask().then(
    () => true,
    () => false,
  );
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}
