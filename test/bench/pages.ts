// JavaScript that a browser loads for the first sight of each page, compressed, beside what the frame alone weighed when
// it was tried: Mantine's core, notifications, tRPC and React Query (handbook of the web stack).
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
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
  const [invoice] = (await buyer.rest("GET", "/invoices")).body["items"] as { id: string }[];
  const invitation = await buyer.rest("POST", "/invitations", { body: { email: "new@lumen.example", role: "viewer" } });
  const lists = ["home", "datasets", "quotes", "contracts", "invoices", "workflows", "settings"];
  return [
    ...lists.map((name): [string, string] => [name, `/${name}`]),
    ["dataset", `/datasets/${upload.datasetId}`],
    ["quoteNew", "/quote/new"],
    ["quote", `/quotes/${quote.id}`],
    ["contract", `/contracts/${contract}`],
    ["workflow", `/workflows/${contract}`],
    ["invoice", `/invoices/${invoice?.id}`],
    ["join", `/join/${String(invitation.body["token"])}`],
  ];
}

async function operatorPages(operator: Caller): Promise<[string, string][]> {
  const [site] = (await operator.rest("GET", "/fleet/sites")).body["items"] as { id: string }[];
  return [
    ["fleet", "/fleet"],
    ["site", `/fleet/${site?.id}`],
    ["keys", "/keys"],
  ];
}

/** Pages of the portal that no address leads to: a new one is weighed, too. */
function notAmong(paths: readonly string[]): string[] {
  const app = fileURLToPath(new URL("../../apps/portal/app", import.meta.url));
  const files = readdirSync(app, { recursive: true, encoding: "utf8" }).filter((file) => /(^|\/)page\.tsx$/.test(file));
  const patterns = files.map((file) => `/${file.replace(/(^|\/)page\.tsx$/, "").replace(/\([^)]*\)\//, "")}`);
  return patterns.filter((pattern) => {
    const matches = new RegExp(`^${pattern.replaceAll(/\[[^\]]+\]/g, "[^/]+")}$`);
    return !paths.some((each) => matches.test(each));
  });
}

const stack = await openScratchStack();
try {
  process.env["INGOT_PORTAL_URL"] = stack.url;
  const [buyer, operator] = await Promise.all([signInOverHttp(olympe), signInOverHttp(otto)]);
  const all: [Caller, string, string][] = [
    [anonymous(), "landing", "/"],
    [anonymous(), "planner", "/planner"],
    [anonymous(), "longSequences", "/long-sequences"],
    [anonymous(), "signIn", "/sign-in"],
    ...(await customerPages(buyer)).map(([name, path]): [Caller, string, string] => [buyer, name, path]),
    ...(await operatorPages(operator)).map(([name, path]): [Caller, string, string] => [operator, name, path]),
  ];
  const forgotten = notAmong(all.map(([, , path]) => path));
  if (forgotten.length > 0) throw new Error(`no address is given for the pages ${forgotten.join(", ")}`);
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
