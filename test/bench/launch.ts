/**
 * Launches held to the tools' own parsers, by Python with torch standing in as nothing. Prints one JSON object a figure.
 * Megatron-LM's parser is in no package: MEGATRON_LM names a copy of its repository at the pinned tag, else it is left out.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { printLine } from "./figure/line.ts";
import { casesOf, type LaunchCase, tools } from "./launch/cases.ts";
import { parseAll, pythonOfBench, releaseOf } from "./launch/python.ts";

const scratch = mkdtempSync(join(tmpdir(), "ingot-launches-"));

function check(python: string, parser: string, folder: string, cases: readonly LaunchCase[]): number {
  const file = join(scratch, `${parser}.json`);
  writeFileSync(file, JSON.stringify(cases));
  const { checked, complaints } = parseAll(python, parser, folder, file);
  for (const each of complaints.slice(0, 10)) process.stderr.write(`${each.case}\n  ${each.complaint}\n`);
  const beside = [{ name: "launches parsed", value: checked }];
  printLine({ bench: "launch", figure: `${parser}Complaints`, value: complaints.length, unit: "launches", beside });
  return complaints.length;
}

try {
  const python = pythonOfBench();
  const megatron = process.env["MEGATRON_LM"];
  const folders: Readonly<Record<(typeof tools)[number], string | undefined>> = {
    "megatron-lm": megatron,
    torchtitan: releaseOf(python, "torchtitan", "0.2.2"),
    deepspeed: releaseOf(python, "deepspeed", "0.19.5"),
    "llm-foundry": releaseOf(python, "llm-foundry", "0.22.0"),
  };
  let complaints = 0;
  const all: LaunchCase[] = [];
  for (const tool of tools) {
    const cases = casesOf(tool, scratch);
    all.push(...cases);
    const folder = folders[tool];
    if (folder === undefined)
      process.stderr.write(`${tool} is not parsed: name a copy of its repository by MEGATRON_LM\n`);
    else complaints += check(python, tool, folder, cases);
  }
  complaints += check(python, "skypilot", releaseOf(python, "skypilot", "0.14.1"), all);
  if (complaints > 0) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
