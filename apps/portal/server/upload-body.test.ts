// Guarantee: what a client calls its file arrives in any script, and no name is a reason to refuse a file.
import { expect, it } from "vitest";
import { announcedName } from "./upload-body.ts";

const announced = (value: string) => announcedName(new Headers({ "x-file-name": value }));

it("reads a name in any script, and one that is no percent-encoding as it is", () => {
  for (const name of ["rows.jsonl", "données d'été (2).jsonl", "データ.jsonl", "100 %.jsonl"]) {
    expect(announced(encodeURIComponent(name))).toBe(name);
  }
  expect(announced("100%.jsonl")).toBe("100%.jsonl");
  expect(announcedName(new Headers())).toBeUndefined();
});
