/** Draws docs/planner-accuracy.md with its plots from the constants as they stand. Prints one JSON object a figure. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { reportRows } from "../../../packages/compute/src/plan/validation/report.ts";
import { readValidationFile } from "../../../packages/compute/src/plan/validation/row-file.ts";
import { deviceSteps } from "./device.ts";
import { accuracyDocument } from "./document.ts";
import { timeErrors } from "./errors.ts";
import { admittedFailures } from "./margin.ts";
import { bandPlot, scatterPlot, sourcePlot } from "./plots.ts";
import "../planner-accuracy.ts";

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

const errors = timeErrors();
const { rows } = readValidationFile(readFileSync(at("../shared/validation/gpu-training-dev.csv"), "utf8"));
const accuracy = {
  errors,
  report: reportRows(rows),
  failures: admittedFailures(rows),
  steps: deviceSteps(),
};
writeFileSync(at("docs/images/planner-scatter.svg"), scatterPlot(errors));
writeFileSync(at("docs/images/planner-sources.svg"), sourcePlot(errors));
writeFileSync(at("docs/images/planner-band.svg"), bandPlot(errors));
writeFileSync(at("docs/planner-accuracy.md"), accuracyDocument(accuracy));
execFileSync(at("node_modules/.bin/oxfmt"), [at("docs/planner-accuracy.md")]);
process.stderr.write("docs/planner-accuracy.md and three plots are drawn\n");
