/** Calculon's own search and validation, run where CALCULON names a copy of it and PYTHON an interpreter that has numpy. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { printLine } from "./figure/line.ts";

type Beside = { readonly name: string; readonly value: number };

const folder = process.env["CALCULON"];
const python = process.env["PYTHON"] ?? "python3";
/** Numbers of GPUs whose search is run: each takes minutes. */
const cases = new Set((process.env["CALCULON_CASES"] ?? "1024").split(",").map(Number));

interface Ran {
  readonly output: string;
  /** Processor time of the process and its workers. **Unit** s. */
  readonly processorSeconds: number;
}

function minutes(text: string): number {
  const found = /(\d+)m([\d.]+)s/.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2]) : Number.NaN;
}

function run(at: string, words: readonly string[]): Ran {
  // The shell's own `times` tells what its children used.
  const script = `"$@" 2>&1; echo "status $?"; times`;
  const { stdout } = spawnSync("sh", ["-c", script, "sh", python, "bin/calculon", ...words], {
    cwd: at,
    env: { ...process.env, PYTHONPATH: "." },
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
  });
  if (!/^status 0$/m.test(stdout)) throw new Error(`Calculon failed: ${stdout.slice(-600)}`);
  const children = stdout.trim().split("\n").at(-1)?.split(" ") ?? [];
  const processorSeconds = children.reduce((sum, part) => sum + minutes(part), 0);
  return { output: stdout, processorSeconds };
}

const number = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? Number.NaN);

/** **Returns** figures of Calculon's search on GPT-3 175B, no offload, no overlaps; none where it is not run. */
export function calculonSearch(devices: number, batch: number): readonly Beside[] {
  if (folder === undefined || !cases.has(devices)) return [];
  const scratch = mkdtempSync(join(tmpdir(), "calculon-"));
  try {
    // No second tier of memory: nothing is offloaded.
    const system = readFileSync(join(folder, "systems/a100_80g.json"), "utf8");
    const without = system.replace(/("mem2"\s*:\s*\{\s*"GiB"\s*:\s*)\d+/, (_, before: string) => `${before}0`);
    const plain = join(scratch, "system.json");
    writeFileSync(plain, without);
    const words = ["llm-optimal-execution", "models/gpt3-175B.json", `${devices}`, `${batch}`, "float16", plain];
    const flags = ["-m", "-c", "1", "--no-tp-overlap", "--no-dp-overlap", "-t", "3"];
    const counted = run(folder, [
      ...words,
      join(scratch, "count.json"),
      "-d",
      ...flags.filter((flag) => flag !== "-m"),
    ]);
    const found = run(folder, [...words, join(scratch, "out.json"), ...flags]);
    const tried = number(found.output, /Total executions: (\d+)/);
    return [
      { name: "Calculon, candidates", value: number(counted.output, /Total executions: (\d+)/) },
      { name: "Calculon, search, CPU s", value: found.processorSeconds },
      { name: "Calculon, evaluated", value: tried },
      { name: "Calculon, evaluated per CPU second", value: tried / found.processorSeconds },
      {
        name: "Calculon, optimum by its own model, s a step",
        value: batch / number(found.output, /sample rate: ([\d.]+)/),
      },
    ];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Prints what Calculon says of its eight rows; nothing where it is not given. */
export function calculonValidation(): void {
  if (folder === undefined) return;
  const { output, processorSeconds } = run(folder, ["llm-validation"]);
  const ends = output.slice(output.indexOf("End-to-end"));
  printLine({
    bench: "planner",
    figure: "Calculon, step time error on its own eight rows",
    value: number(ends, /Ave,+([\d.]+)%/),
    unit: "%",
    beside: [
      { name: "its largest error", value: number(ends, /Max,+([\d.]+)%/) },
      { name: "CPU s", value: processorSeconds },
    ],
  });
}
