// What the API gives at 1, 16 and 64 connections on 127.0.0.1, beside a procedure that does nothing but ask who asks, and
// beside the same SQL without an API around it. The load is made on the same machine: it takes its share of the cores.
import { superuserUrl } from "../../infra/stack/roles.ts";
import { openScratchStack, type ScratchStack } from "../../infra/stack/scratch-stack.ts";
import { keptSecrets } from "../../infra/stack/secrets.ts";
import { olympe } from "../e2e/people.ts";
import { type Caller, keyOf, signInOverHttp } from "../integration/caller.ts";
import { askFor, makeQuote, makeVersion, signQuote } from "../integration/purchase.ts";
import { printLine } from "./figure/line.ts";
import { load, type Measured } from "./figure/load.ts";
import { madeAnew, replayer, type Statement, statementsOf } from "./figure/statements.ts";

const connections = [1, 16, 64];
const milliseconds = 4_000;
const work = { model: "gpt2", tokens: 20_000_000_000, wish: { system: "cs-2", devices: 1 } };

/** One question, asked over HTTP; refused answers end the bench. */
const asker = (caller: Caller, path: string, body?: unknown) => async (): Promise<void> => {
  const json = { "content-type": "application/json" };
  const init = body === undefined ? {} : { method: "POST", headers: json, body: JSON.stringify(body) };
  const answer = await caller.fetch(path, init);
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
};

const query = (path: string, input: unknown) => `/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`;

function print(figure: string, lanes: number, measured: Measured, peers: Record<string, Measured>): void {
  const units = { perSecond: "requests/s", p50: "ms", p99: "ms" } as const;
  for (const kind of ["perSecond", "p50", "p99"] as const) {
    const beside = Object.entries(peers).map(([name, peer]) => ({ name, value: peer[kind] }));
    printLine({ bench: "api", figure: `${figure}${lanes}.${kind}`, value: measured[kind], unit: units[kind], beside });
  }
}

async function prepare(person: Caller) {
  const caller = await keyOf(person, "Bench");
  const upload = await makeVersion(person, "Bench");
  for (let count = 0; count < 30; count += 1) await makeQuote(person, upload, work);
  const contract = await signQuote(person, await makeQuote(person, upload, work));
  // The contract stands still while it is read.
  await person.rest("DELETE", "/clock/time-lapse");
  return {
    session: asker(caller, query("session.get", {})),
    quoteCreate: asker(caller, "/api/trpc/quote.create", askFor(upload, work)),
    quoteList: asker(caller, query("quote.list", { limit: 25 })),
    contractRead: asker(caller, query("contract.get", { id: contract })),
  };
}

/** What PostgreSQL is told for one question, with the worker held so that nothing else is told meanwhile. */
async function capture({ env, parts }: ScratchStack, ask: () => Promise<unknown>): Promise<Statement[]> {
  const { port, pathname } = new URL(env["DATABASE_URL"] ?? "");
  const superuser = superuserUrl(Number(port), keptSecrets(env["INGOT_DATA"] ?? ""), pathname.slice(1));
  const partOf = (name: string) => parts.find((part) => part.name === name);
  const worker = partOf("worker")?.pid ?? 0;
  process.kill(worker, "SIGSTOP");
  try {
    return await statementsOf(superuser, partOf("postgres")?.logFile ?? "", ask);
  } finally {
    process.kill(worker, "SIGCONT");
  }
}

// Every lane of the bare SQL has a connection for each role.
const stack = await openScratchStack({ postgresSettings: { max_connections: "400" } });
try {
  process.env["INGOT_PORTAL_URL"] = stack.url;
  const { DATABASE_URL, DATABASE_URL_PLATFORM, DATABASE_URL_AUTH } = stack.env;
  const urls = Object.fromEntries(
    [DATABASE_URL, DATABASE_URL_PLATFORM, DATABASE_URL_AUTH].map((url = "") => [new URL(url).username, url]),
  );
  const asks = await prepare(await signInOverHttp(olympe));
  const statements = {
    quoteList: await capture(stack, asks.quoteList),
    contractRead: await capture(stack, asks.contractRead),
    quoteCreate: await capture(stack, asks.quoteCreate),
  };
  const made = madeAnew(statements.quoteCreate, await capture(stack, asks.quoteCreate));
  for (const lanes of connections) {
    const session = await load(lanes, milliseconds, asks.session);
    for (const figure of ["quoteList", "contractRead", "quoteCreate"] as const) {
      const measured = await load(lanes, milliseconds, asks[figure]);
      const { replay, close } = replayer(urls, lanes, statements[figure], figure === "quoteCreate" ? made : []);
      const sameSql = await load(lanes, milliseconds, replay);
      await close();
      print(figure, lanes, measured, { session, sameSql });
    }
  }
} finally {
  await stack.stop();
}
