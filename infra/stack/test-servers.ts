// The servers of one test run, each started when the first test asks for it.
import { createServer, type Server } from "node:http";
import path from "node:path";
import { Failure } from "../bootstrap/failure.mjs";
import { freePort } from "./ports.ts";
import { makeRunFolder } from "./run-folder.ts";
import { Supervisor } from "./supervisor.ts";
import { startTemporal } from "./temporal.ts";
import { findTemporal } from "./temporal-find.ts";
import { startTestCluster, type TestCluster } from "./test-cluster.ts";

export interface TestTemporal {
  address: string;
  namespace: string;
}

export interface TestServers {
  /** Where tests, in whatever process, ask for a server. */
  url: string;
  stop(): Promise<void>;
}

async function startTestTemporal(supervisor: Supervisor): Promise<TestTemporal> {
  const binary = await findTemporal((text) => process.stderr.write(`Temporal  ${text}\n`));
  const port = await freePort();
  await startTemporal(supervisor, { binary, port, uiPort: 0, headless: true });
  return { address: `127.0.0.1:${port}`, namespace: "default" };
}

const once = <Value>(make: () => Promise<Value>): (() => Promise<Value>) => {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
};

function serve(parts: Record<string, () => Promise<unknown>>): Server {
  return createServer((request, response) => {
    const part = parts[request.url ?? ""];
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (part === undefined) return answer(404, { error: `no test server is called ${request.url}` });
    part().then(
      (value) => answer(200, value),
      (error: unknown) => answer(500, { error: error instanceof Failure ? error.message : String(error) }),
    );
  });
}

export async function startTestServers(): Promise<TestServers> {
  const folder = makeRunFolder();
  const supervisor = new Supervisor(path.join(folder, "logs"));
  supervisor.removeAtEnd(folder);
  const postgres = once(async (): Promise<TestCluster> => startTestCluster(supervisor, path.join(folder, "postgres")));
  const temporal = once(async () => startTestTemporal(supervisor));
  const port = await freePort();
  const server = serve({ "/postgres": postgres, "/temporal": temporal });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await supervisor.stop();
    },
  };
}
