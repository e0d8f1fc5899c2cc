import { readFileSync } from "node:fs";
import { readValidationFile, reportRows, type ValidationFile, ValidationFileError } from "@ingot/compute";
import type { Command } from "commander";
import { Refusal } from "../refusal.ts";
import { print, type Terminal } from "../terminal.ts";
import { reportLines } from "../validation-text.ts";

interface Options {
  readonly rows: string;
  readonly source?: string;
  readonly json?: boolean;
}

/** Adds `validate`: predicts measured runs offline and tells how wrong the planner is. */
export function addValidate(program: Command, terminal: Terminal): void {
  program
    .command("validate")
    .description("predict the measured runs of a file and tell the error, offline: no account, no network")
    .requiredOption("--rows <file.csv>", "measured runs, one a row, in the format of the validation files")
    .option("--source <name>", "only rows whose source contains this")
    .option("--json", "print JSON")
    .action((options: Options) => {
      const file = read(options.rows);
      const { rows: chosen, unreadable } = choose(file, options);
      const report = reportRows(chosen, { file: file.rows, unreadable });
      // The source of a row stands in the file; rows keep to the five fields that other programs read.
      const rows = report.rows.map(({ source: _source, ...row }) => row);
      print(terminal, options, { ...report, rows }, () => reportLines(report));
    });
}

function read(file: string): ValidationFile {
  const text = (() => {
    try {
      return readFileSync(file, "utf8");
    } catch (error) {
      throw new Refusal(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  })();
  try {
    return readValidationFile(text);
  } catch (error) {
    if (error instanceof ValidationFileError) throw new Refusal(`${file}, ${error.message}`);
    throw error;
  }
}

/** Rows of the sources asked for; of a row without one, nobody knows whether it belongs to them. */
function choose(file: ValidationFile, { source, rows: name }: Options): ValidationFile {
  if (source === undefined) return file;
  const wanted = source.toLowerCase();
  const rows = file.rows.filter((row) => row.source?.toLowerCase().includes(wanted));
  const unreadable = file.unreadable.filter((row) => row.source === "" || row.source.toLowerCase().includes(wanted));
  if (rows.length + unreadable.length > 0) return { rows, unreadable };
  const names = [...new Set(file.rows.map((row) => row.source ?? ""))].join("; ");
  throw new Refusal(`--source is part of a source's name in ${name} (${names}), received "${source}"`);
}
