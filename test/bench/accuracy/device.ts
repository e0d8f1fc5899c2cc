import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { reportRows, type ValidationReport } from "../../../packages/compute/src/plan/validation/report.ts";
import { readValidationFile } from "../../../packages/compute/src/plan/validation/row-file.ts";

/** Steps measured on one H200, predicted by constants that never saw them: the fit leaves that file alone. */
export function deviceSteps(): ValidationReport {
  const path = fileURLToPath(new URL("../../fit/h200-steps.csv", import.meta.url));
  return reportRows(readValidationFile(readFileSync(path, "utf8")).rows);
}
