import {
  type Ask,
  findSystem,
  type Infeasible,
  launchOf,
  type LaunchOptions,
  type Plan,
  planForTool,
} from "@ingot/compute";
import type { z } from "zod";
import { ServiceError } from "../errors.ts";
import { askOf, askToWire, choiceOf } from "./ask.ts";
import { planned } from "./outcome.ts";
import { openQuestion } from "./open-question.ts";
import type { planExportInput, planExportOutput } from "./schemas.ts";
import { resultToWire } from "./to-wire.ts";

type Output = z.infer<typeof planExportOutput>;

/** The files that start a run on a cluster of one's own, planned as the tool can carry it out. Open to everybody. */
export const exportPlan = openQuestion("export");

export function answerExport(input: z.infer<typeof planExportInput>): Output {
  const asked = askOf(input);
  const choice = choiceOf(asked.ask, input);
  const { tool, scheduler, name, layout } = input;
  if (!choice.described && findSystem(choice.system)?.kind !== "gpu") {
    throw new ServiceError("VALIDATION", `system: a launch is for GPUs; received "${choice.system}"`, {
      field: "system",
    });
  }
  const outcome = planned(() => planForTool(asked.ask, choice, tool, layout));
  const options = { tool, scheduler, ...(name === undefined ? {} : { name }) };
  return { ask: askToWire(asked), result: resultToWire(outcome), launch: launchToWire(outcome, asked.ask, options) };
}

function launchToWire(outcome: Plan | Infeasible, ask: Ask, options: LaunchOptions): Output["launch"] {
  if (outcome.kind === "infeasible") return { outcome: "no_plan" };
  const launch = planned(() => launchOf(outcome, ask, options));
  if (launch.kind === "refusal") {
    const { tool, dimension, value, text, tools } = launch;
    return { outcome: "refused", tool, dimension, value, text, tools: [...tools] };
  }
  const { tool, scheduler, files, notes } = launch;
  return { outcome: "launch", tool, scheduler, files: files.map((file) => ({ ...file })), notes: [...notes] };
}
