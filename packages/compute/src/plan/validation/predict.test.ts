// Guarantee: every row of the validation files is predicted or refused with its reason, and the error stays where the
// README says it is.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { predictRow } from "./predict.ts";
import { reportRows } from "./report.ts";
import { readValidationFile } from "./row-file.ts";
import type { ValidationRow } from "./row.ts";
import { recalled, score, timeMetrics } from "./score.ts";

const folder = fileURLToPath(new URL("../../../../../../shared/validation/", import.meta.url));
const present = existsSync(`${folder}gpu-training-dev.csv`);
const rowsOf = (name: string): readonly ValidationRow[] =>
  present ? readValidationFile(readFileSync(folder + name, "utf8")).rows : [];

describe.skipIf(!present)("validation rows (skipped where ../shared/validation is not present)", () => {
  it("predicts the time of GPU rows with a macro mean error below 5.5% and refuses few, each with a reason", () => {
    const rows = rowsOf("gpu-training-dev.csv").filter(
      (row) => timeMetrics.has(row.measured_metric ?? "") && !recalled(row),
    );
    const scores = score(rows, predictRow);
    expect(scores.macroMeanPercent).toBeLessThan(5.5);
    expect(scores.scored.length + scores.unsupported.length).toBe(rows.length);
    expect(scores.unsupported.length).toBeLessThan(10);
    for (const { reason } of scores.unsupported) expect(reason.length).toBeGreaterThan(10);
  });

  it("predicts memory with a mean error below 7%, admits 98% of what ran, refuses what did not fit but for one row", () => {
    const rows = rowsOf("gpu-training-dev.csv").filter((row) => row.measured_metric === "mem_gb_per_gpu");
    const { scored } = score(rows, predictRow);
    const mean = scored.reduce((sum, row) => sum + Math.abs(row.errorPercent), 0) / scored.length;
    expect(mean).toBeLessThan(7);
    const { admission } = reportRows(rowsOf("gpu-training-dev.csv"));
    expect(admission.admitted / admission.ran).toBeGreaterThan(0.98);
    expect(admission.outOfMemory - admission.refused).toBeLessThanOrEqual(1);
  });

  it("reports whole models on wafers apart, and the rows left out of the fit beside it", () => {
    const rows = rowsOf("wafer-training-dev.csv");
    const pipelined = rows
      .filter((row) => row.id === "alcf-012")
      .map((row) => ({ ...row, id: "whole", software_date: "2023-03", measured_value: "898944", notes: "pipelined" }));
    // Placing the model would take seconds; its prediction has a test of its own.
    const predict = (row: ValidationRow) => (row.id === "whole" ? { predicted: 800_000 } : predictRow(row));
    const report = reportRows([...rows, ...pipelined], { predict });
    expect(report.pipelined).toMatchObject({ rows: 1 });
    expect(report.wafers).toMatchObject({ rows: 6, leftOut: { rows: 6 } });
    expect(report.wafers?.leftOut?.medianPercent).toBeLessThan(12);
  });

  it("predicts measured wafer rows within 25% and names the input-bound one", () => {
    const rows = rowsOf("wafer-training-dev.csv").filter((row) => row.id?.startsWith("alcf"));
    const scores = score(rows, predictRow);
    for (const row of scores.scored) expect(Math.abs(row.errorPercent), row.id).toBeLessThan(25);
    expect(scores.unsupported).toEqual([
      { id: "alcf-013", metric: "tokens_per_s_per_gpu", reason: "the run was bound by its input worker" },
    ]);
  });
});

describe("predictRow", () => {
  it("says why hardware outside the catalog is not predicted", () => {
    expect(predictRow({ hardware: "TPU v4 pods" })).toEqual({
      unsupported: 'the hardware "TPU v4 pods" is no GPU of a known family',
    });
  });
});
