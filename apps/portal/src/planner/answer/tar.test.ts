// Guarantee: the archive of a launch is unpacked by tar itself to the files it was made of, scripts executable.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tarOf } from "./tar.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ingot-tar-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("tar unpacks it", () => {
  const files = [
    { path: "run/train.sh", content: "#!/bin/sh\necho é\n" },
    { path: "run/empty.txt", content: "" },
    { path: "run/long.yaml", content: "x: 1\n".repeat(500) },
  ];
  writeFileSync(join(folder, "launch.tar"), tarOf(files));
  execFileSync("tar", ["-xf", "launch.tar"], { cwd: folder });
  for (const { path, content } of files) expect(readFileSync(join(folder, path), "utf8")).toBe(content);
  expect(statSync(join(folder, "run/train.sh")).mode & 0o111).not.toBe(0);
  expect(statSync(join(folder, "run/long.yaml")).mode & 0o111).toBe(0);
});

test("a name too long for the format is refused", () => {
  expect(() => tarOf([{ path: "x".repeat(101), content: "" }])).toThrow(RangeError);
});
