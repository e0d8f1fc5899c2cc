import { type LaunchOptions, launchOf, planForTool, type Plan } from "@ingot/compute";
import type { LaunchView } from "./message.ts";
import type { Resolved } from "./resolve.ts";

const nothing: LaunchView = { launch: null, refusal: null, instead: null };

const layoutText = ({ layout }: Plan): string =>
  layout.kind === "gpu"
    ? `tensor ${layout.tensorParallel} × pipeline ${layout.pipelineParallel} × data ${layout.dataParallel}, ZeRO ${layout.zeroStage}`
    : "";

/** Files for the fastest layout that the tool can carry out, where it cannot carry out the plan's own. */
function insteadOf({ ask, choice, pins }: Resolved, refusal: string, options: LaunchOptions): LaunchView {
  const other = planForTool(ask, choice, options.tool, pins);
  if (other.kind === "infeasible") return { ...nothing, refusal: `${refusal} ${other.reason.text}` };
  const launch = launchOf(other, ask, options);
  if (launch.kind === "refusal") return { ...nothing, refusal: launch.text };
  return { launch, refusal, instead: { stepTime: other.stepTime, layout: layoutText(other) } };
}

/** The files that start a plan with a public training program. */
export function launchView(resolved: Resolved, made: Plan, options: LaunchOptions): LaunchView {
  if (made.layout.kind !== "gpu") {
    return { ...nothing, refusal: "A wafer is started by its maker's own software: there are no files to take home." };
  }
  try {
    const launch = launchOf(made, resolved.ask, options);
    return launch.kind === "launch" ? { ...nothing, launch } : insteadOf(resolved, launch.text, options);
  } catch (error) {
    if (error instanceof RangeError) return { ...nothing, refusal: error.message };
    throw error;
  }
}
