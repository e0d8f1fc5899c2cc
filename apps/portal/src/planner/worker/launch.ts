import { type LaunchOptions, launchOf, planForTool, type Plan } from "@ingot/compute";
import { layoutWords } from "./layout-words.ts";
import type { LaunchView } from "./message.ts";
import type { Resolved } from "./resolve.ts";

type Question = Pick<Resolved, "ask" | "choice" | "pins">;

const nothing: LaunchView = { launch: null, refusal: null, instead: null };

/** Why a tool cannot carry out the plan as it stands; null where it can. */
function refusalOf(made: Plan, { ask }: Question, options: LaunchOptions): string | null {
  const own = launchOf(made, ask, options);
  return own.kind === "refusal" ? own.text : null;
}

/** Files for the fastest layout of those that the tool can carry out, timed as its own framework runs: as CLI and API write them. */
function filesFor(resolved: Question, made: Plan, options: LaunchOptions): LaunchView {
  const { ask, choice, pins } = resolved;
  const refusal = refusalOf(made, resolved, options);
  const own = planForTool(ask, choice, options.tool, pins);
  if (own.kind === "infeasible") return { ...nothing, refusal: `${refusal ?? ""} ${own.reason.text}`.trim() };
  const launch = launchOf(own, ask, options);
  if (launch.kind === "refusal") return { ...nothing, refusal: launch.text };
  const same = own.stepTime === made.stepTime && JSON.stringify(own.layout) === JSON.stringify(made.layout);
  return {
    launch,
    refusal,
    instead: same ? null : { stepTime: own.stepTime, planned: made.stepTime, layout: layoutWords(own.layout) },
  };
}

/** The files that start a plan with a public training program. */
export function launchView(resolved: Question, made: Plan, options: LaunchOptions): LaunchView {
  if (made.layout.kind !== "gpu") {
    return { ...nothing, refusal: "A wafer is started by its maker's own software: there are no files to take home." };
  }
  try {
    return filesFor(resolved, made, options);
  } catch (error) {
    if (error instanceof RangeError) return { ...nothing, refusal: error.message };
    throw error;
  }
}
