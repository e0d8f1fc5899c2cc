/** Many layouts of several models, each as every tool that can carry it out would start it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { launchOf, launchTools, type LaunchTool } from "../../../packages/compute/src/launch/index.ts";
import type { Ask, GpuLayout } from "../../../packages/compute/src/plan/plan.ts";
import { caseOf } from "../../../packages/compute/test/launch-case.ts";
import { start } from "../../../packages/compute/test/read-launch.ts";

/** A launch whose files lie in a folder, and what its script starts. */
export interface LaunchCase {
  readonly name: string;
  readonly devices: number;
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

const models = [
  "gpt2-medium",
  "llama3-8b",
  "llama3-70b",
  "gpt3-175b",
  "mixtral-8x7b",
  "deepseek-v2",
  "deepseek-v3",
  "qwen3-30b-a3b",
  "nemotron4-340b",
  "mistral-7b",
] as const;

const recomputes: readonly Partial<GpuLayout>[] = [
  { recompute: "none" },
  { recompute: "selective" },
  { recompute: "full" },
  { recompute: "full", recomputeLayers: 2 },
];

const cuts: readonly Partial<GpuLayout>[] = [
  { dataParallel: 8, microbatches: 4, zeroStage: 0 },
  { dataParallel: 8, microbatches: 4, zeroStage: 1 },
  { dataParallel: 8, microbatches: 4, zeroStage: 2 },
  { dataParallel: 32, microbatches: 2, zeroStage: 3, shardRanks: 8 },
  { dataParallel: 16, microbatches: 2, zeroStage: 3 },
  { dataParallel: 4, microbatches: 4, zeroStage: 1, offloadedOptimizer: 0.5 },
  { tensorParallel: 8, microbatches: 4 },
  { dataParallel: 2, microbatches: 4, zeroStage: 1, offloadedLayers: 4 },
  { tensorParallel: 4, dataParallel: 4, contextParallel: 2, microbatches: 2, zeroStage: 1, contextExchange: "gather" },
  { tensorParallel: 2, pipelineParallel: 4, dataParallel: 2, microbatches: 8, zeroStage: 1 },
  { pipelineParallel: 4, virtualPipeline: 2, dataParallel: 2, microbatches: 8, zeroStage: 1 },
  { pipelineParallel: 4, virtualPipeline: 2, dataParallel: 2, microbatches: 10, zeroStage: 1 },
  { pipelineParallel: 4, virtualPipeline: 2, microbatches: 16, schedule: "zb-v", zeroStage: 3 },
  { pipelineParallel: 8, microbatches: 16, order: "tensor-context-expert-pipeline-data" },
  { pipelineParallel: 4, microbatches: 8, firstStageLayers: 7, lastStageLayers: 7 },
  { pipelineParallel: 4, virtualPipeline: 2, microbatches: 8, firstStageLayers: 6, lastStageLayers: 6 },
  { dataParallel: 16, expertParallel: 8, microbatches: 2, zeroStage: 1 },
  { dataParallel: 16, expertParallel: 8, microbatches: 2, zeroStage: 3 },
  { tensorParallel: 4, dataParallel: 4, expertParallel: 8, microbatches: 2, zeroStage: 3 },
  { dataParallel: 16, expertParallel: 8, microbatches: 2, zeroStage: 1, overlapExperts: true },
  {
    pipelineParallel: 4,
    virtualPipeline: 2,
    dataParallel: 8,
    expertParallel: 8,
    microbatches: 8,
    zeroStage: 1,
    overlapExperts: true,
  },
];

/** Numbers of the matrix work; a recompute of layers is tried in the first of them only. */
const dtypes: readonly Ask["dtype"][] = ["bf16", "fp16", "fp8"];

const settings = [
  ...recomputes.map((recompute) => ({ recompute, dtype: dtypes[0] ?? "bf16" })),
  ...dtypes.slice(1).map((dtype) => ({ recompute: recomputes[0] ?? {}, dtype })),
];

/** Whether the stages between given ends, and their chunks, hold whole numbers of layers. */
function isWhole(
  layers: number,
  { firstStageLayers: first, lastStageLayers: last, virtualPipeline = 1 }: Partial<GpuLayout>,
) {
  if (first === undefined || last === undefined) return true;
  const middle = (layers - first - last) / 2;
  return Number.isInteger(middle) && Math.max(first, middle, last) % virtualPipeline === 0;
}

/** **Returns** every launch that a tool does not refuse, its files written below a folder. */
export function casesOf(tool: LaunchTool, folder: string): LaunchCase[] {
  const cases: LaunchCase[] = [];
  for (const model of models) {
    for (const cut of cuts) {
      for (const { recompute, dtype } of settings) {
        const { plan, ask } = caseOf(model, { ...cut, ...recompute }, { dtype });
        if (!isWhole(ask.model.layers, cut)) continue;
        const launch = launchOf(plan, ask, { tool, scheduler: "skypilot" });
        if (launch.kind === "refusal") continue;
        const name = `${tool} ${model} ${dtype} ${JSON.stringify({ ...cut, ...recompute })}`;
        const place = join(folder, tool, String(cases.length));
        const files = Object.fromEntries(launch.files.map(({ path }) => [path, join(place, path)]));
        for (const { path, content } of launch.files) {
          mkdirSync(dirname(join(place, path)), { recursive: true });
          writeFileSync(join(place, path), content);
        }
        const environment = { TRAIN_FILE: "a.jsonl", TOKENIZER: "gpt2", DATA_LOCAL: "data" };
        const ran = start(launch, "train.sh", environment);
        if (ran.status !== 0) throw new Error(`${name}: ${ran.errors}`);
        cases.push({ name, devices: plan.hardware.devices, words: ran.words, environment: ran.environment, files });
      }
    }
  }
  return cases;
}

export const tools = launchTools;
