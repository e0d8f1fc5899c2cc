import { readFile } from "node:fs/promises";
import type { IngotClient } from "@ingot/client";
import { type Command, Option } from "commander";
import { finishBy, positiveNumber, wholeNumber } from "../parse-number.ts";
import { previewLines, quoteLines } from "../quote-text.ts";
import { readPaper, verifyPaper } from "../quote-paper.ts";
import { readJson } from "../read-json.ts";
import { Refusal } from "../refusal.ts";
import { clientOf, print, type Terminal } from "../terminal.ts";
import { count, instant, money, table } from "../text.ts";

type Ask = Parameters<IngotClient["api"]["quote"]["create"]["mutate"]>[0];

const encodings = ["r50k_base", "cl100k_base", "o200k_base"] as const satisfies readonly NonNullable<
  Ask["tokens_counted_in"]
>[];

interface AskOptions {
  readonly model?: string;
  readonly config?: string;
  readonly modelName?: string;
  readonly tokensCountedIn?: (typeof encodings)[number];
  readonly dataset?: string;
  readonly tokens?: number;
  readonly passes?: number;
  readonly hardware?: string;
  readonly devices?: number;
  readonly country?: string;
  readonly finishBy?: string;
  readonly promise: "p50" | "p90" | "p99";
  readonly preview?: boolean;
  readonly json?: boolean;
}

export function addQuotes(program: Command, terminal: Terminal): void {
  const quote = program
    .command("quote")
    .description("ask for one price and one date: a signed quote with its reasons and alternatives")
    .option("--model <id>", "a model of `ingot models`")
    .option("--config <file>", "your own model instead: its Hugging Face config.json")
    .option("--model-name <name>", "what your own model is called on every paper")
    .addOption(
      new Option("--tokens-counted-in <encoding>", "the vocabulary that your own model reads").choices(encodings),
    )
    .option("--dataset <id>", "a dataset version (dsv_…), or a dataset (ds_…) for its newest version")
    .option("--tokens <n>", "tokens to train on, e.g. 120e9 or 120B", wholeNumber)
    .option("--passes <n>", "times to read the dataset, instead of --tokens", positiveNumber)
    .option("--hardware <id>", "a system of `ingot systems`; the cheapest that fits when left out")
    .option("--devices <n>", "how many GPUs or wafers", wholeNumber)
    .option("--country <code>", "where it must run, e.g. FR")
    .option("--finish-by <date>", "the last day, or an ISO 8601 instant", finishBy)
    .addOption(new Option("--promise <level>", "how sure the date is").choices(["p50", "p90", "p99"]).default("p90"))
    .option("--preview", "show price and date without making a quote")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  ingot quote --model llama3-8b --dataset ds_… --tokens 120e9 --finish-by 2026-12-14" +
        "\n  ingot quote --config config.json --model-name Brass --tokens-counted-in r50k_base --dataset ds_… --passes 4",
    )
    .action(async (options: AskOptions) => ask(terminal, options));

  addQuoteReads(quote, terminal);
  addQuoteActs(quote, terminal);
}

function addQuoteReads(quote: Command, terminal: Terminal): void {
  quote
    .command("list")
    .description("list quotes, newest first")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const answer = await clientOf(terminal).api.quote.list.query({ limit: 100 });
      print(terminal, options, answer, () =>
        table(
          ["ID", "STATUS", "MODEL", "SYSTEM", "DEVICES>", "PRICE>", "PROMISED", "EXPIRES"],
          answer.items.map((each) => [
            each.id,
            each.status,
            each.model_label,
            each.system,
            count(each.devices),
            money(each.price),
            instant(each.promised_finish),
            instant(each.expires_at),
          ]),
        ),
      );
    });

  quote
    .command("show")
    .description("show a quote; with --json it can be verified offline")
    .argument("<id>", "quote_…")
    .option("--json", "print JSON")
    .action(async (id: string, options: { json?: boolean }) => {
      const answer = await clientOf(terminal).api.quote.get.query({ id });
      print(terminal, options, answer, () => quoteLines(answer));
    });
}

function addQuoteActs(quote: Command, terminal: Terminal): void {
  quote
    .command("accept")
    .description("sign a quote: its hash, its price, its date")
    .argument("<id>", "quote_…")
    .requiredOption("--name <name>", "who signs, as it stands in the contract")
    .option("--hash <hash>", "the hash you saw; signing is refused if the quote has another")
    .option("--json", "print JSON")
    .action(async (id: string, options: { name: string; hash?: string; json?: boolean }) => {
      const { api } = clientOf(terminal);
      const hash = options.hash ?? (await api.quote.get.query({ id })).hash;
      const answer = await api.quote.accept.mutate({ id, hash, signed_name: options.name });
      print(terminal, options, answer, () => [
        `Signed. Contract ${answer.contract_id}; follow it: ingot contracts watch ${answer.contract_id}`,
      ]);
    });

  quote
    .command("verify")
    .description("check a quote's hash, signature and every amount, offline")
    .argument("<file>", "what `ingot quote show ID --json` printed")
    .option("--public-key <key>", "Ingot's public key (base64) from a source you trust")
    .option("--json", "print JSON")
    .action(async (file: string, options: { publicKey?: string; json?: boolean }) => verify(terminal, file, options));
}

async function ask(terminal: Terminal, options: AskOptions): Promise<void> {
  const model = modelOf(options);
  if (!model || !options.dataset) {
    throw new Refusal("a quote needs --model and --dataset, or --config for your own model; see `ingot quote --help`");
  }
  if ((options.tokens === undefined) === (options.passes === undefined)) {
    throw new Refusal("a quote needs either --tokens or --passes, not both and not neither");
  }
  const { api } = clientOf(terminal);
  const input = {
    ...model,
    dataset_version: await versionOf(terminal, options.dataset),
    ...(options.tokens === undefined ? {} : { tokens: options.tokens }),
    ...(options.passes === undefined ? {} : { passes: options.passes }),
    wish: {
      ...(options.hardware === undefined ? {} : { system: options.hardware }),
      ...(options.devices === undefined ? {} : { devices: options.devices }),
      ...(options.country === undefined ? {} : { country: options.country }),
      ...(options.finishBy === undefined ? {} : { finish_by: options.finishBy }),
    },
    promise: options.promise,
  };
  if (options.preview) {
    const preview = await api.quote.preview.query(input);
    return print(terminal, options, preview, () => previewLines(preview));
  }
  const answer = await api.quote.create.mutate(input);
  print(terminal, options, answer, () => quoteLines(answer));
}

/** A model of the catalog, or one's own; nothing where neither is named. **Throws** Refusal for both, or half of one. */
function modelOf({
  model,
  config,
  modelName,
  tokensCountedIn,
}: AskOptions): Pick<Ask, "model" | "config" | "model_name" | "tokens_counted_in"> | undefined {
  if (config === undefined) {
    if (modelName !== undefined || tokensCountedIn !== undefined) {
      throw new Refusal("--model-name and --tokens-counted-in go with --config: a model of the catalog has its own");
    }
    return model === undefined ? undefined : { model };
  }
  if (model !== undefined) throw new Refusal("give --model or --config, one of the two");
  if (tokensCountedIn === undefined) {
    throw new Refusal(`--config needs --tokens-counted-in, the vocabulary it reads: one of ${encodings.join(", ")}`);
  }
  return {
    // The API says what is wrong with it, by field.
    config: readJson(config) as NonNullable<Ask["config"]>,
    tokens_counted_in: tokensCountedIn,
    ...(modelName === undefined ? {} : { model_name: modelName }),
  };
}

async function versionOf(terminal: Terminal, id: string): Promise<string> {
  if (!id.startsWith("ds_")) return id;
  const { latest_version: latest, name } = await clientOf(terminal).api.dataset.get.query({ id });
  if (latest) return latest.id;
  throw new Refusal(`the dataset "${name}" has no version yet: ingot datasets upload ${id} FILE`);
}

async function verify(
  terminal: Terminal,
  file: string,
  options: { publicKey?: string; json?: boolean },
): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new Refusal(`there is no file "${file}"`);
  });
  const paper = readPaper(text, file);
  const verdict = verifyPaper(paper, options.publicKey ?? paper.public_key);
  print(terminal, options, verdict, () => [
    `Hash       ${verdict.hash_matches ? "matches" : "DOES NOT MATCH"}`,
    `Signature  ${verdict.signature_valid ? "valid" : "NOT VALID"}${options.publicKey ? "" : " (by the key in the file)"}`,
    `Amounts    ${verdict.differences.length === 0 ? "follow from the printed inputs" : `${verdict.differences.length} differ`}`,
    ...verdict.differences.map(
      (each) => `  ${each.path || "document"}: states ${each.stated}, computed ${each.computed}`,
    ),
  ]);
  const whole = verdict.hash_matches && verdict.signature_valid && verdict.differences.length === 0;
  if (!whole) throw new Refusal("this is not a quote as Ingot signed it");
}
