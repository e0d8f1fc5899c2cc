import type { Recipe } from "../model/recipe.ts";
import { publishedRecipe } from "../model/recipe.ts";
import type { Ask, Plan } from "../plan/plan.ts";
import { launchJob, nameOf, type LaunchJob, type Unsaid } from "./job.ts";
import { jobSetFiles } from "./scheduler/jobset.ts";
import { skyPilotFiles } from "./scheduler/skypilot.ts";
import { slurmFiles } from "./scheduler/slurm.ts";
import { trainScript } from "./train-script.ts";
import { deepSpeed } from "./tool/deepspeed.ts";
import { llmFoundry } from "./tool/llm-foundry.ts";
import { megatronLm } from "./tool/megatron-lm.ts";
import type { LaunchFile, LaunchTool, Tool } from "./tool/tool.ts";
import { torchtitan } from "./tool/torchtitan.ts";

/** Programs that carry out a plan, those with most ways of cutting a model first. */
export const launchTools = ["megatron-lm", "torchtitan", "deepspeed", "llm-foundry"] as const;
/** What starts them on a cluster. */
export const launchSchedulers = ["slurm", "jobset", "skypilot"] as const;
/** What starts a launch on a cluster. */
export type LaunchScheduler = (typeof launchSchedulers)[number];

/** What a launch is written for. */
export interface LaunchOptions {
  readonly tool: LaunchTool;
  readonly scheduler: LaunchScheduler;
  /** Name of the job; lower case letters, digits and dashes. The model's id when absent. */
  readonly name?: string;
  /** Learning rate, warm-up and so on; the published recipe of the model when absent. */
  readonly recipe?: Recipe;
}

/** Files that carry out a plan on a cluster of one's own, and what to know before starting them. */
export interface Launch {
  readonly kind: "launch";
  readonly tool: LaunchTool;
  readonly scheduler: LaunchScheduler;
  readonly files: readonly LaunchFile[];
  readonly notes: readonly string[];
}

/** A part of the plan that the tool has no option for. */
export interface LaunchRefusal {
  readonly kind: "refusal";
  readonly tool: LaunchTool;
  readonly dimension: string;
  readonly value: string;
  readonly text: string;
  /** Tools that can carry out the whole plan; where there is none, those that have this dimension at all. */
  readonly tools: readonly LaunchTool[];
}

const dialects: Readonly<Record<LaunchTool, Tool>> = {
  "megatron-lm": megatronLm,
  torchtitan,
  deepspeed: deepSpeed,
  "llm-foundry": llmFoundry,
};

const wrap: Readonly<Record<LaunchScheduler, typeof slurmFiles>> = {
  slurm: slurmFiles,
  jobset: jobSetFiles,
  skypilot: skyPilotFiles,
};

/** A tool without the one has no use for the other. */
const partOf: Readonly<Record<string, string>> = {
  schedule: "pipelineParallel",
  virtualPipeline: "pipelineParallel",
  overlapExperts: "expertParallel",
  recomputeLayers: "recompute",
};

function othersThan(job: LaunchJob, { dimension }: Unsaid): { tools: LaunchTool[]; text: string } {
  const lacks = (id: LaunchTool): string[] => dialects[id].unsaid(job).map((each) => each.dimension);
  const whole = launchTools.filter((id) => lacks(id).length === 0);
  if (whole.length > 0) return { tools: whole, text: `${whole.join(", ")} can` };
  const needed = [dimension, partOf[dimension], "model"];
  const having = launchTools.filter((id) => !lacks(id).some((each) => needed.includes(each)));
  if (having.length === 0) return { tools: [], text: "none of the exports has it" };
  return { tools: having, text: `${having.join(", ")} can, in a layout planned for it` };
}

function refusalOf(tool: Tool, job: LaunchJob, unsaid: Unsaid): LaunchRefusal {
  const { tools, text: others } = othersThan(job, unsaid);
  return {
    kind: "refusal",
    tool: tool.id,
    dimension: unsaid.dimension,
    value: unsaid.value,
    text: `${tool.label} ${tool.version} cannot carry out ${unsaid.dimension} ${unsaid.value}: ${unsaid.rule}; ${others}.`,
    tools,
  };
}

/**
 * Turns a GPU plan into files that start it with a public training program.
 * **Returns** the launch; or a refusal that names the dimension the tool has no option for, and the tools that have one.
 * **Throws** RangeError for a plan on wafers, an unknown tool or scheduler, or a name that is none.
 */
export function launchOf(plan: Plan, ask: Ask, options: LaunchOptions): Launch | LaunchRefusal {
  const tool = dialects[options.tool];
  const schedule = wrap[options.scheduler];
  if (!tool) throw new RangeError(`a tool is one of ${launchTools.join(", ")}, received "${options.tool}"`);
  if (!schedule) {
    throw new RangeError(`a scheduler is one of ${launchSchedulers.join(", ")}, received "${options.scheduler}"`);
  }
  const job = launchJob(plan, ask, options.recipe ?? publishedRecipe(ask.model), options.name ?? nameOf(ask.model.id));
  const [first] = tool.unsaid(job);
  if (first) return refusalOf(tool, job, first);
  const told = tool.tell(job);
  const train: LaunchFile = { path: "train.sh", content: trainScript(job, tool, told) };
  const files = [train, ...told.files];
  const scheduled = schedule(job, tool, files);
  return {
    kind: "launch",
    tool: tool.id,
    scheduler: options.scheduler,
    files: [...files, ...scheduled.files],
    notes: [...scheduled.notes, ...told.notes],
  };
}

/** **Returns** the tools that can carry out every part of a plan. **Throws** RangeError for a plan on wafers. */
export function toolsFor(plan: Plan, ask: Ask): LaunchTool[] {
  const job = launchJob(plan, ask, publishedRecipe(ask.model), nameOf(ask.model.id));
  return launchTools.filter((id) => dialects[id].unsaid(job).length === 0);
}
