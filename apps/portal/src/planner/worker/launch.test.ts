// Guarantee: the page writes the files that the command line and the API write for the same question, and says where
// they are for another layout than the plan shown.
import { findModel, launchOf, launchTools, plan, planForTool, publishedAsk } from "@ingot/compute";
import { describe, expect, it } from "vitest";
import { launchView } from "./launch.ts";

const model = findModel("llama3-8b")!;
const ask = publishedAsk({ model, tokens: 100e9, dtype: "bf16" });
const choice = { system: "dgx-h100", devices: 64 };
const made = plan(ask, choice);
if (made.kind === "infeasible") throw new Error(made.reason.text);

describe("launchView", () => {
  it.each(launchTools)("of %s is for the layout that this tool carries out fastest, timed as it runs", (tool) => {
    const own = planForTool(ask, choice, tool);
    if (own.kind === "infeasible") throw new Error(own.reason.text);
    const options = { tool, scheduler: "slurm" } as const;
    const { launch, instead } = launchView({ ask, choice, pins: {} }, made, options);
    expect(launch).toEqual(launchOf(own, ask, options));
    expect(instead?.stepTime ?? made.stepTime).toBe(own.stepTime);
  });

  it("tells why, where the tool has no option for a part of the plan", () => {
    const pins = { tensorParallel: 2 };
    const { launch, refusal } = launchView({ ask, choice, pins }, made, { tool: "llm-foundry", scheduler: "slurm" });
    expect(launch).toBeNull();
    expect(refusal).toMatch(/tensor/);
  });
});
