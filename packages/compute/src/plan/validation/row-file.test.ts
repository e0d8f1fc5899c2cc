// Guarantee: a validation file that breaks its format is refused with line, rule and the value received.
import { describe, expect, it } from "vitest";
import { parseRows, readValidationFile } from "./row-file.ts";

const header = "id,source,hardware,gpus,measured_metric,measured_value,notes";
const good = "a,log,DGX A100,8,step_s,1.5,";

describe("readValidationFile", () => {
  it("reads rows, quoted cells, line breaks inside them, and a byte order mark", () => {
    const text = `\uFEFF${header}\r\n${good}\r\nb,log,DGX A100,8,fits,0,"two\nlines, ""quoted"""\r\n`;
    const rows = readValidationFile(text);
    expect(rows.map((row) => row.id)).toEqual(["a", "b"]);
    expect(rows[1]?.notes).toBe('two\nlines, "quoted"');
  });

  it.each([
    ["", /^line 1: a validation file has a header, received an empty file/],
    ["id,notes\na,\n", /^line 1: the header must name .*; source, hardware, measured_metric, measured_value missing/],
    [`${header},id\n`, /^line 1: a column has one name, received "id" twice/],
    [`${header}\n`, /^line 1: a header is followed by rows, received none/],
    [`${header}\n${good}\nb,log,DGX A100,8,step_s\n`, /^line 3: every line has as many cells as the header's 7/],
    [`${header}\n${good}\n${good}\n`, /^line 3: an id belongs to one row, received "a" again \(line 2\)/],
    [
      `${header}\nb,log,DGX A100,eight,step_s,1,\n`,
      /^line 2: gpus must be a number above 0 or empty, received "eight"/,
    ],
    [`${header}\nb,log,DGX A100,-8,step_s,1,\n`, /^line 2: gpus must be a number above 0 or empty, received "-8"/],
    [`${header}\nb,log,DGX A100,8,step_s,0,\n`, /^line 2: measured_value must be a number above 0, received "0"/],
    [`${header}\nb,log,DGX A100,8,fits,2,\n`, /^line 2: measured_value of fits must be 0 or 1, received "2"/],
    [`${header}\nb,log,,8,step_s,1,\n`, /^line 2: hardware must be stated, received an empty cell/],
    [
      `${header}\nc,"x\ny",DGX A100,8,step_s,1,\nb,a"b,A100,8,step_s,1,\n`,
      /^line 4: a cell with a quote begins and ends/,
    ],
  ])("refuses %j", (text, message) => {
    expect(() => readValidationFile(text)).toThrow(message);
  });
});

describe("parseRows", () => {
  it("reads quoted cells with commas and quotes, and tells a ragged line by its number", () => {
    expect(parseRows('id,notes\na,"x, ""y"""\nb,\n')).toEqual([
      { id: "a", notes: 'x, "y"' },
      { id: "b", notes: "" },
    ]);
    expect(() => parseRows("id,notes\na,b,c\n")).toThrow(/line 2 has 3/);
  });
});
