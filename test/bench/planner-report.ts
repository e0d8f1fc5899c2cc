/**
 * Fits and cross-validates the planner's constants, then draws docs/planner-accuracy.md with its plots. About a minute.
 * Prints one JSON object for each figure.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import "../fit/fit.ts";
import { reportRows } from "../../packages/compute/src/plan/validation/report.ts";
import { readValidationFile } from "../../packages/compute/src/plan/validation/row-file.ts";
import { deviceSteps } from "./accuracy/device.ts";
import { accuracyDocument } from "./accuracy/document.ts";
import { timeErrors } from "./accuracy/errors.ts";
import { bandPlot, scatterPlot, sourcePlot } from "./accuracy/plots.ts";
import "./planner-accuracy.ts";

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const errors = timeErrors();
const report = reportRows(readValidationFile(readFileSync(at("../shared/validation/gpu-training-dev.csv"), "utf8")));
writeFileSync(at("docs/images/planner-scatter.svg"), scatterPlot(errors));
writeFileSync(at("docs/images/planner-sources.svg"), sourcePlot(errors));
writeFileSync(at("docs/images/planner-band.svg"), bandPlot(errors));
writeFileSync(at("docs/planner-accuracy.md"), accuracyDocument(errors, report, deviceSteps()));
execFileSync(at("node_modules/.bin/oxfmt"), [at("docs/planner-accuracy.md")]);
process.stderr.write("docs/planner-accuracy.md and three plots are drawn\n");
