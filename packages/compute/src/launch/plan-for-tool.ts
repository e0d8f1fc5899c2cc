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
    narrow: (space, { window }) => (window ? { ...space, contextParallel: [1] } : space),
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
  if (found.kind === "infeasible") return lackOf(ask, choice, tool) ?? found;
  if (found.layout.kind !== "gpu") return found;
  const { recomputeLayers = 0, virtualPipeline } = found.layout;
  // Every chunk of a stage recomputes as many layers: what does not divide is all layers or none.
  if (recomputeLayers % virtualPipeline === 0) return found;
  return planWithin(ask, choice, { pinned, software, narrow: (space) => ({ ...narrow(space), perLayer: false }) });
}
