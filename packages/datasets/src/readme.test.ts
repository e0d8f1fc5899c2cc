import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";

it("the README's example runs and prints what it says", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  expect(readme.split("\n").length).toBeLessThanOrEqual(61);
  const folder = await mkdtemp(join(tmpdir(), "ingot-readme-"));
  try {
    const face = new URL("./index.ts", import.meta.url).href;
    const example = (/```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "")
      .replace('"@ingot/datasets"', JSON.stringify(face))
      .replace("/tmp/ingot-example", folder);
    const said = [...example.matchAll(/\/\/ prints: (.*)$/gm)].map((match) => match[1]);
    const printed = execFileSync(process.execPath, ["--input-type=module-typescript", "-e", example], {
      encoding: "utf8",
    });
    expect(said).toHaveLength(2);
    expect(printed.trim().split("\n")).toEqual(said);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
