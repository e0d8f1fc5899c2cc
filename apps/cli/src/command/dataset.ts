import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Upload } from "@ingot/client";
import type { Command } from "commander";
import { startProgress } from "../progress.ts";
import { Refusal } from "../refusal.ts";
import { clientOf, print, type Terminal } from "../terminal.ts";
import { bytes, count, facts, instant, large, table } from "../text.ts";

interface Options {
  readonly json?: boolean;
}

export function addDatasets(program: Command, terminal: Terminal): void {
  const datasets = program.command("datasets").description("your data: create, upload, look");

  datasets
    .command("list")
    .description("list your datasets, newest first")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const answer = await clientOf(terminal).api.dataset.list.query({ limit: 100 });
      print(terminal, options, answer, () =>
        table(
          ["ID", "NAME", "VERSIONS>", "SIZE>", "TOKENS>", "CREATED"],
          answer.items.map((dataset) => [
            dataset.id,
            dataset.name,
            count(dataset.versions),
            dataset.latest_version ? bytes(dataset.latest_version.bytes) : "-",
            large(dataset.latest_version?.token_counts[0]?.tokens ?? 0),
            instant(dataset.created_at),
          ]),
        ),
      );
    });

  datasets
    .command("create")
    .description("make an empty dataset")
    .argument("<name>", "its name, unique in your organization")
    .option("--description <text>", "what it holds", "")
    .option("--country <codes...>", "countries where it may be stored and processed, e.g. FR DE")
    .option("--json", "print JSON")
    .action(async (name: string, options: Options & { description: string; country?: string[] }) => {
      const places = options.country ?? null;
      const residency = { store: places, process: places, see: null };
      const dataset = await clientOf(terminal).api.dataset.create.mutate({
        name,
        description: options.description,
        residency,
      });
      print(terminal, options, dataset, () => [
        `Created ${dataset.id}. Upload: ingot datasets upload ${dataset.id} FILE`,
      ]);
    });

  datasets
    .command("show")
    .description("show a dataset and its versions")
    .argument("<id>", "ds_…")
    .option("--json", "print JSON")
    .action(async (id: string, options: Options) => show(terminal, id, options));

  datasets
    .command("upload")
    .description("upload a JSONL file as the next version; one bad row and nothing is kept")
    .argument("<id>", "ds_…")
    .argument("<file>", "JSONL, one row a line")
    .option("--json", "print JSON")
    .action(async (id: string, file: string, options: Options) => upload(terminal, { id, file }, options));
}

async function show(terminal: Terminal, id: string, options: Options): Promise<void> {
  const { api } = clientOf(terminal);
  const [dataset, versions] = await Promise.all([
    api.dataset.get.query({ id }),
    api.dataset.versions.query({ id, limit: 100 }),
  ]);
  print(terminal, options, { ...dataset, all_versions: versions.items }, () => [
    ...facts([
      ["Dataset", `${dataset.name} (${dataset.id})`],
      ["Stored in", dataset.residency.store?.join(" ") ?? "anywhere we have a site"],
      ["Created", instant(dataset.created_at)],
    ]),
    "",
    ...table(
      ["VERSION", "NO>", "ROWS>", "SIZE>", "TOKENS>", "HASH"],
      versions.items.map((version) => [
        version.id,
        count(version.number),
        count(version.records),
        bytes(version.bytes),
        large(version.token_counts[0]?.tokens ?? 0),
        version.content_hash.slice(0, 16),
      ]),
    ),
  ]);
}

async function upload(terminal: Terminal, what: { id: string; file: string }, options: Options): Promise<void> {
  const found = await stat(what.file).catch(() => undefined);
  if (!found?.isFile()) throw new Refusal(`there is no file "${what.file}"`);
  const progress = startProgress(terminal.remarks, "Uploading", found.size);
  const result = await clientOf(terminal)
    .uploadDataset({
      datasetId: what.id,
      body: createReadStream(what.file, { highWaterMark: 1 << 20 }),
      bytes: found.size,
      fileName: basename(what.file),
      onProgress: progress.advance,
    })
    .finally(progress.end);
  print(terminal, options, result, () => outcome(result));
  if (result.status !== "accepted") throw new Refusal(result.message ?? `the upload ended as "${result.status}"`);
}

function outcome(upload: Upload): string[] {
  if (upload.status === "accepted") {
    return [`Version ${upload.dataset_version_id}: ${count(upload.records)} rows, ${count(upload.tokens)} tokens.`];
  }
  return [
    `${count(upload.rows_rejected)} rows are not as they should be; nothing was kept.`,
    ...table(
      ["LINE>", "RULE", "RECEIVED"],
      upload.rejected_rows.slice(0, 20).map((row) => [count(row.line), row.rule, row.received.slice(0, 60)]),
    ),
  ];
}
