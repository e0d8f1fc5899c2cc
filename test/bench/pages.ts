// JavaScript that a browser loads for the first sight of each page, compressed, beside what the frame alone weighed when
// it was tried: Mantine's core, notifications, tRPC and React Query (handbook of the web stack).
import { gzipSync } from "node:zlib";
import { openScratchStack } from "../../infra/stack/scratch-stack.ts";
import { olympe, otto } from "../e2e/people.ts";
import { anonymous, type Caller, signInOverHttp } from "../integration/caller.ts";
import { makeQuote, makeVersion, signQuote } from "../integration/purchase.ts";
import { printLine } from "./figure/line.ts";

const frameKilobytes = 216;

/** Scripts that a browser of today runs, styles that it applies. **Unit** kilobytes of 1,000 bytes, gzip. */
async function weigh(caller: Caller, path: string): Promise<{ scripts: number; styles: number; document: number }> {
  const answer = await caller.fetch(path);
  if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}`);
  const html = await answer.text();
  const tags = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag).filter((tag) => !/nomodule/i.test(tag));
  const named = tags.flatMap((tag) => /src="([^"]+)"/.exec(tag)?.[1] ?? []);
  const preloaded = [...html.matchAll(/<link\b[^>]*rel="(?:module)?preload"[^>]*as="script"[^>]*>/g)];
  const ahead = preloaded.flatMap(([tag]) => /href="([^"]+)"/.exec(tag)?.[1] ?? []);
  const sheets = [...html.matchAll(/<link\b[^>]*rel="stylesheet"[^>]*>/g)];
  const styles = sheets.flatMap(([tag]) => /href="([^"]+)"/.exec(tag)?.[1] ?? []);
  return {
    scripts: await sizeOf(caller, [...named, ...ahead]),
    styles: await sizeOf(caller, styles),
    document: gzipSync(html).length / 1000,
  };
}

const sizes = new Map<string, number>();

async function sizeOf(caller: Caller, addresses: readonly string[]): Promise<number> {
  let sum = 0;
  for (const address of new Set(addresses.filter((each) => each.startsWith("/_next/static")))) {
    const known = sizes.get(address) ?? gzipSync(await (await caller.fetch(address)).bytes()).length;
    sizes.set(address, known);
    sum += known;
  }
  return sum / 1000;
}

async function customerPages(buyer: Caller): Promise<[string, string][]> {
  const upload = await makeVersion(buyer, "Weighed");
  const work = { model: "gpt2", tokens: 20_000_000_000, wish: { system: "cs-2", devices: 1 } };
  const contract = await signQuote(buyer, await makeQuote(buyer, upload, work));
  const quote = await makeQuote(buyer, upload, work);
  const lists = ["home", "datasets", "quotes", "contracts", "invoices", "workflows", "settings"];
  return [
    ...lists.map((name): [string, string] => [name, `/${name}`]),
    ["dataset", `/datasets/${upload.datasetId}`],
    ["quoteNew", "/quote/new"],
    ["quote", `/quotes/${quote.id}`],
    ["contract", `/contracts/${contract}`],
    ["workflow", `/workflows/${contract}`],
  ];
}

const stack = await openScratchStack();
try {
  process.env["INGOT_PORTAL_URL"] = stack.url;
  const [buyer, operator] = await Promise.all([signInOverHttp(olympe), signInOverHttp(otto)]);
  const all: [Caller, string, string][] = [
    [anonymous(), "landing", "/"],
    [anonymous(), "planner", "/planner"],
    [anonymous(), "signIn", "/sign-in"],
    ...(await customerPages(buyer)).map(([name, path]): [Caller, string, string] => [buyer, name, path]),
    [operator, "fleet", "/fleet"],
  ];
  for (const [caller, figure, path] of all) {
    const { scripts, styles, document } = await weigh(caller, path);
    const beside = [
      { name: "frame", value: frameKilobytes },
      { name: "styles", value: styles },
      { name: "document", value: document },
    ];
    printLine({ bench: "pages", figure: `${figure}FirstLoadScripts`, value: scripts, unit: "kB gzip", beside });
  }
} finally {
  await stack.stop();
}
