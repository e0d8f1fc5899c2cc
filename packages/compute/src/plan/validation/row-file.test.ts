// Guarantee: every row of a validation file is read, or listed with line, rule and the value received; only a file whose
// rows cannot be told apart is refused.
import { describe, expect, it } from "vitest";
import { readValidationFile } from "./row-file.ts";

const header = "id,source,hardware,gpus,measured_metric,measured_value,notes";
const good = "a,log,DGX A100,8,step_s,1.5,";

describe("readValidationFile", () => {
  it("reads rows, quoted cells, line breaks inside them, and a byte order mark", () => {
    const text = `\uFEFF${header}\r\n${good}\r\nb,log,DGX A100,8,fits,0,"two\nlines, ""quoted"""\r\n`;
    const { rows, unreadable } = readValidationFile(text);
    expect(unreadable).toEqual([]);
    expect(rows.map((row) => row.id)).toEqual(["a", "b"]);
    expect(rows[1]?.notes).toBe('two\nlines, "quoted"');
  });

  it("leaves columns aside that it does not know, wherever they stand", () => {
    const { rows } = readValidationFile(
      "weather, id ,source,hardware,measured_metric,measured_value\nfair,a,log,H100,mfu,0.4\n",
    );
    expect(rows.map(({ id, hardware }) => [id, hardware])).toEqual([["a", "H100"]]);
  });

  it.each([
    ["", /^line 1: a validation file has a header, received an empty file/],
    ["id,notes\na,\n", /^line 1: the header must name .*; source, hardware, measured_metric, measured_value missing/],
    [`${header},id\n`, /^line 1: a column has one name, received "id" twice/],
    [`${header}\n`, /^line 1: a header is followed by rows, received none/],
    [
      `${header}\nc,"x\ny",DGX A100,8,step_s,1,\nb,a"b,A100,8,step_s,1,\n`,
      /^line 4: a cell with a quote begins and ends/,
    ],
  ])("refuses %j", (text, message) => {
    expect(() => readValidationFile(text)).toThrow(message);
  });

  it.each([
    ["b,log,DGX A100,8,step_s", /^line 3: a row has as many cells as the header's 7, received 5/],
    [good, /^line 3: an id belongs to one row, received "a" again \(line 2\)/],
    ["b,log,DGX A100,eight,step_s,1,", /^line 3: gpus must be a number above 0 or empty, received "eight"/],
    ["b,log,DGX A100,-8,step_s,1,", /^line 3: gpus must be a number above 0 or empty, received "-8"/],
    ["b,log,DGX A100,8,step_s,0,", /^line 3: measured_value must be a number above 0, received "0"/],
    ["b,log,DGX A100,8,step_s,,", /^line 3: measured_value must be stated, received an empty cell/],
    ["b,log,DGX A100,8,fits,2,", /^line 3: measured_value of fits must be 0 or 1, received "2"/],
    ["b,log,,8,step_s,1,", /^line 3: hardware must be stated, received an empty cell/],
  ])("lists %j with the rule it breaks, and reads the others", (line, reason) => {
    const { rows, unreadable } = readValidationFile(`${header}\n${good}\n${line}\nz,log,DGX A100,8,step_s,2,\n`);
    expect(rows.map(({ id }) => id)).toEqual(["a", "z"]);
    expect(unreadable.map((row) => row.reason)).toEqual([expect.stringMatching(reason)]);
  });
});
