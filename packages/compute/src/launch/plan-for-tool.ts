import { plan } from "../plan/dispatch.ts";
import { planWithin } from "../plan/gpu/plan-within.ts";
import type { PinnedLayout } from "../plan/gpu/search/pins.ts";
import type { SearchSpace } from "../plan/gpu/search/space.ts";
import type { SoftwareId } from "../plan/gpu/software.ts";
import type { Ask, HardwareChoice, Infeasible, Plan } from "../plan/plan.ts";
import { launchOf } from "./launch.ts";
import type { LaunchTool } from "./tool/tool.ts";

interface Habits {
  readonly software: SoftwareId;
  readonly narrow: (space: SearchSpace, model: Ask["model"]) => SearchSpace;
}

const dataOnly = (space: SearchSpace): SearchSpace => ({
  ...space,
  tensorParallel: [1],
  contextParallel: [1],
  expertParallel: [1],
  pipelineParallelMax: 1,
  recomputes: ["none", "full"],
  perLayer: false,
});

/** What each tool can carry out, as a space to search, and the measured framework nearest to it. */
const habits: Readonly<Record<LaunchTool, Habits>> = {
  "megatron-lm": {
    software: "megatron-core",
    narrow: (space, { window }) => ({ ...space, chunksAlike: true, ...(window ? { contextParallel: [1] } : {}) }),
  },
  torchtitan: {
    software: "fsdp-compiled",
    narrow: (space, { experts }) => ({
      ...space,
      zeroStages: [2, 3],
      overlapExperts: [false],
      perLayer: false,
      // Expert ranks are among those that share one copy of the weights, and all of a tensor group's.
      ...(experts ? { tensorParallel: [1], shardRanks: [] } : {}),
    }),
  },
  deepspeed: {
    software: "deepspeed",
    narrow: (space) => ({ ...dataOnly(space), zeroStages: [1, 2, 3], shardRanks: [] }),
  },
  "llm-foundry": { software: "fsdp", narrow: (space) => ({ ...dataOnly(space), zeroStages: [2, 3] }) },
};

/** What of the model or its format the tool has no place for, whatever the layout; undefined where it is the layout alone. */
function lackOf(ask: Ask, choice: HardwareChoice, tool: LaunchTool): Infeasible | undefined {
  const usual = plan(ask, choice);
  if (usual.kind === "infeasible") return undefined;
  const launch = launchOf(usual, ask, { tool, scheduler: "slurm" });
  if (launch.kind === "launch" || !["model", "dtype"].includes(launch.dimension)) return undefined;
  const { text, dimension, value, tools } = launch;
  const suggestion =
    tools.length > 0 ? `Take ${tools.join(" or ")}.` : "None of the exports trains it: take another model or format.";
  const reason = { code: "tool", text, values: { tool, dimension, value } };
  return { kind: "infeasible", reason, needed: 1, available: 0, unit: dimension, suggestion };
}

/** The tool's own rule, where what was fixed breaks it; else the refusal as it is. */
function ruleOf(refused: Infeasible, ask: Ask, choice: HardwareChoice, tool: LaunchTool, pinned: PinnedLayout) {
  const { software } = habits[tool];
  const open = planWithin(ask, choice, { pinned, software });
  if (open.kind === "infeasible") return refused;
  const launch = launchOf(open, ask, { tool, scheduler: "slurm" });
  if (launch.kind === "launch" || !Object.hasOwn(pinned, launch.dimension)) return refused;
  const { text, dimension, value } = launch;
  return { ...refused, reason: { code: "tool", text, values: { tool, dimension, value } } };
}

/**
 * Finds the fastest layout that a tool can carry out, at the speed of the measured framework nearest to it.
 * **Returns** its plan or a refusal, **throws** as `planWithin` does.
 */
export function planForTool(
  ask: Ask,
  choice: HardwareChoice,
  tool: LaunchTool,
  pinned: PinnedLayout = {},
): Plan | Infeasible {
  const { software } = habits[tool];
  const narrow = (space: SearchSpace) => habits[tool].narrow(space, ask.model);
  const found = planWithin(ask, choice, { pinned, narrow, software });
  if (found.kind === "plan") return found;
  return lackOf(ask, choice, tool) ?? ruleOf(found, ask, choice, tool, pinned);
}
