// Guarantees: every house rule really fires. One unknown rule name would make the linter check nothing and say so in one line.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCaptured } from "./stack/command.ts";
import { BIN, inRoot } from "./stack/paths.ts";

let root: string;
let said: string;

const long = (lines: number): string => Array.from({ length: lines }, (_, n) => `  total += ${n};`).join("\n");
const branches = Array.from({ length: 13 }, (_, n) => `  if (n === ${n}) return ${n};`).join("\n");

const PLANTED: Record<string, string> = {
  "packages/units/src/arrow.ts": 'import { plan } from "@ingot/compute";\nexport const arrow = plan;\n',
  "packages/units/src/disk.ts": 'import fs from "node:fs";\nexport const disk = fs;\n',
  "packages/services/src/engine.ts": 'import { Client } from "@temporalio/client";\nexport const engine = Client;\n',
  "packages/api/src/deep.ts": 'import { x } from "../../services/src/x.ts";\nexport const deep = x;\n',
  "packages/pricing/src/fine.ts": 'import { plan } from "@ingot/compute";\nexport const fine = plan;\n',
  "packages/compute/src/clock.ts": "export const clock = (): number => Date.now();\n",
  "packages/compute/src/dice.ts": "export const dice = (): number => Math.random();\n",
  "packages/compute/src/one.ts": 'import { two } from "./two.ts";\nexport const one = (): number => two();\n',
  "packages/compute/src/two.ts": 'import { one } from "./one.ts";\nexport const two = (): number => one();\n',
  "packages/compute/src/long-file.ts": `export const x = 1;\n${"// line\n".repeat(400)}`,
  "packages/compute/src/long-function.ts": `export function f(): number {\n  let total = 0;\n${long(70)}\n  return total;\n}\n`,
  "packages/compute/src/branchy.ts": `export function f(n: number): number {\n${branches}\n  return -1;\n}\n`,
  "packages/compute/src/floating.ts":
    "async function work(): Promise<void> {}\nexport function f(): void {\n  work();\n}\n",
  "packages/compute/src/switch.ts":
    'export function f(v: "a" | "b"): number {\n  switch (v) {\n    case "a":\n      return 1;\n  }\n  return 2;\n}\n',
  "packages/compute/src/any.ts": "export const f = (v: any): unknown => v;\n",
  "apps/worker/src/clock.ts": "export const now = (): number => Date.now();\n",
};

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), "ingot-lint-"));
  cpSync(inRoot(".oxlintrc.json"), path.join(root, ".oxlintrc.json"));
  const compilerOptions = {
    strict: true,
    module: "esnext",
    moduleResolution: "bundler",
    allowImportingTsExtensions: true,
  };
  writeFileSync(
    path.join(root, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...compilerOptions, noEmit: true, types: [] } }),
  );
  for (const [file, text] of Object.entries(PLANTED)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  const env = { ...process.env, PATH: `${BIN}:${process.env.PATH}` };
  said = (await runCaptured(path.join(BIN, "oxlint"), ["-f", "unix"], { cwd: root, env })).output;
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it.each([
  ["packages/units/src/arrow.ts", "no-restricted-imports"],
  ["packages/units/src/disk.ts", "no-restricted-imports"],
  ["packages/services/src/engine.ts", "no-restricted-imports"],
  ["packages/api/src/deep.ts", "no-restricted-imports"],
  ["packages/compute/src/clock.ts", "no-restricted-properties"],
  ["packages/compute/src/dice.ts", "no-restricted-properties"],
  ["packages/compute/src/one.ts", "no-cycle"],
  ["packages/compute/src/long-file.ts", "max-lines"],
  ["packages/compute/src/long-function.ts", "max-lines-per-function"],
  ["packages/compute/src/branchy.ts", "complexity"],
  ["packages/compute/src/floating.ts", "no-floating-promises"],
  ["packages/compute/src/switch.ts", "switch-exhaustiveness-check"],
  ["packages/compute/src/any.ts", "no-explicit-any"],
])("%s is refused by %s", (file, rule) => {
  const lines = said.split("\n").filter((line) => line.startsWith(file));
  expect(lines.join("\n")).toContain(`(${rule})`);
});

it.each(["packages/pricing/src/fine.ts", "apps/worker/src/clock.ts"])("%s is allowed", (file) => {
  expect(said).not.toContain(file);
});
