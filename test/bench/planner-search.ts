/** Speed of the search for layouts, its optimum held against trying everything. Prints one JSON object for each figure. */
import { performance } from "node:perf_hooks";
import { findSystem } from "../../packages/compute/src/hardware/catalog.ts";
import { findModel, modelCatalog } from "../../packages/compute/src/model/catalog.ts";
import { publishedRecipe } from "../../packages/compute/src/model/recipe.ts";
import type { ModelShape } from "../../packages/compute/src/model/shape.ts";
import { plan } from "../../packages/compute/src/plan/dispatch.ts";
import { machineOf } from "../../packages/compute/src/plan/gpu/machine.ts";
import { rankMemory } from "../../packages/compute/src/plan/gpu/memory.ts";
import { searchNodes } from "../../packages/compute/src/plan/gpu/search.ts";
import { calculonSpace, type CalculonSpace } from "../../packages/compute/src/plan/gpu/search/calculon.ts";
import { layoutsOf } from "../../packages/compute/src/plan/gpu/search/candidate.ts";
import { fits } from "../../packages/compute/src/plan/gpu/search/climb.ts";
import { layerMemo, timeOf } from "../../packages/compute/src/plan/gpu/search/known.ts";
import { softwareCatalog } from "../../packages/compute/src/plan/gpu/software.ts";
import { workload, type GpuWorkload } from "../../packages/compute/src/plan/gpu/workload.ts";
import type { Ask } from "../../packages/compute/src/plan/plan.ts";
import { tokens } from "../../packages/units/src/brand.ts";
import { printLine } from "./figure/line.ts";
import { processorSeconds } from "./figure/processor.ts";
import { calculonSearch, calculonValidation } from "./planner-calculon.ts";

function modelOf(id: string): ModelShape {
  const model = findModel(id);
  if (!model) throw new RangeError(`the catalog has no model "${id}"`);
  return model;
}

function askOf(model: ModelShape): Ask {
  const recipe = publishedRecipe(model);
  return {
    model,
    tokens: tokens(300e9),
    sequenceLength: recipe.sequenceLength.value,
    globalBatchSize: recipe.globalBatchSize.value,
    dtype: "bf16",
  };
}

function milliseconds(act: () => void): number {
  const before = performance.now();
  act();
  return performance.now() - before;
}

function calculonWork(devices: number, batch: number): GpuWorkload {
  const system = findSystem("dgx-a100-80");
  if (system?.kind !== "gpu") throw new RangeError("dgx-a100-80 is a GPU system of the catalog");
  return workload({
    model: modelOf("gpt3-175b"),
    sequenceLength: 2048,
    globalBatchSize: batch,
    dtype: "fp16",
    machine: machineOf(system),
    software: softwareCatalog["megatron-lm"],
    devices,
  });
}

interface Tried {
  readonly layouts: number;
  readonly fitting: number;
  /** Seconds of the fastest that fits, for the whole batch. */
  readonly best: number;
  readonly seconds: number;
  readonly processorSeconds: number;
}

/** Every candidate sized and timed, nothing left out. */
function tryEverything(work: GpuWorkload, { nodes, space }: CalculonSpace, batch: number): Tried {
  const [start, used] = [performance.now(), processorSeconds()];
  const knownOf = layerMemo(work);
  let [layouts, fitting, best] = [0, 0, Infinity];
  for (const node of nodes) {
    const known = knownOf(node.layout);
    for (const layout of layoutsOf(space, node)) {
      layouts++;
      const memory = rankMemory(work, layout);
      const { total } = timeOf(work, layout, known);
      if (!fits(work, layout, memory)) continue;
      fitting++;
      best = Math.min(best, total * (batch / (layout.dataParallel * layout.microbatchSize * layout.microbatches)));
    }
  }
  return {
    layouts,
    fitting,
    best,
    seconds: (performance.now() - start) / 1000,
    processorSeconds: processorSeconds() - used,
  };
}

function calculonCase(devices: number, batch: number): Tried {
  const work = calculonWork(devices, batch);
  const start = performance.now();
  const space = calculonSpace(work, batch);
  const found = searchNodes(work, space.space, space.nodes, batch);
  const seconds = (performance.now() - start) / 1000;
  const tried = tryEverything(work, space, batch);
  if (!found.best) throw new Error("a layout of GPT-3 175B fits");
  const { layout, cost } = found.best;
  const sequences = layout.dataParallel * layout.microbatchSize * layout.microbatches;
  const step = cost.total * (batch / sequences);
  if (step !== tried.best) throw new Error(`the search found ${step} s, trying everything ${tried.best} s`);
  const theirs = calculonSearch(devices, batch);
  const name = devices === 1024 ? "searchSeconds" : `searchSeconds: ${devices} GPUs, batch ${batch}`;
  printLine({
    bench: "planner",
    figure: name,
    value: seconds,
    unit: "s",
    beside: [
      { name: "candidates", value: space.candidates },
      { name: "candidates whose groups a network holds", value: tried.layouts },
      { name: "candidates timed by the search", value: found.timed },
      { name: "candidates sized by the search", value: found.sized },
      { name: "candidates that fit", value: tried.fitting },
      { name: "trying everything, s", value: tried.seconds },
      { name: "optimum, s a step, the same in both", value: step },
      ...theirs,
    ],
  });
  return tried;
}

/** Six asks from a small model on one node to the largest on 16,384 GPUs, experts among them. */
const asks: readonly (readonly [model: string, system: string, devices: number])[] = [
  ["gpt2", "dgx-a100-80", 8],
  ["llama3-8b", "dgx-h100", 64],
  ["gpt-neox-20b", "dgx-a100-80", 96],
  ["llama3-70b", "dgx-b200", 2048],
  ["deepseek-v3", "dgx-h100", 2048],
  ["gpt3-175b", "dgx-h100", 16_384],
];

const counts = [1, 8, 64, 96, 256, 1000, 1024, 2048, 4096, 16_384];

/** Slowest plan and slowest refusal of every model of the catalog on every number of devices. **Unit** ms. */
function slowest(): { plan: number; refusal: number; asks: number } {
  const most = { plan: 0, refusal: 0, asks: 0 };
  for (const model of modelCatalog) {
    for (const devices of counts) {
      let kind: "plan" | "refusal" = "plan";
      const spent = milliseconds(() => {
        kind = plan(askOf(model), { system: "dgx-h100", devices }).kind === "plan" ? "plan" : "refusal";
      });
      most[kind] = Math.max(most[kind], spent);
      most.asks++;
    }
  }
  return most;
}

/** Asks with the most layouts: experts and devices of many divisors, long sequences, memory that forces recompute. */
const hardest: readonly (readonly [string, string, number, sequence: number, batch: number])[] = [
  ["deepseek-v2", "dgx-b200", 10_080, 1_048_576, 15_120],
  ["deepseek-v2", "dgx-h100", 10_080, 131_072, 15_120],
  ["deepseek-v3", "dgx-b200", 16_384, 131_072, 65_536],
  ["deepseek-v3", "gb200-nvl72", 16_384, 1_048_576, 15_360],
  ["mixtral-8x22b", "dgx-b200", 10_080, 1_048_576, 5040],
  ["qwen3-235b-a22b", "dgx-h100", 2048, 1_048_576, 65_536],
];

/** Slowest of the hardest asks by its fastest of a few calls, which the rest of the machine holds up least. **Unit** ms. */
function slowestOfHardest(): number {
  return Math.max(
    ...hardest.map(([model, system, devices, sequenceLength, globalBatchSize]) => {
      const ask = { ...askOf(modelOf(model)), sequenceLength, globalBatchSize };
      return Math.min(...Array.from({ length: 5 }, () => milliseconds(() => plan(ask, { system, devices }))));
    }),
  );
}

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;

function defaultSearch(): void {
  const times = asks.map((): number[] => []);
  const used: number[] = [];
  for (let round = 0; round < 20; round++) {
    for (const [index, [model, system, devices]] of asks.entries()) {
      const ask = askOf(modelOf(model));
      const before = processorSeconds();
      times[index]?.push(milliseconds(() => plan(ask, { system, devices })));
      used.push((processorSeconds() - before) * 1000);
    }
  }
  // A call that the machine gave to others says nothing of the search: each ask counts by its median call.
  const calls = times.map(median);
  const text = milliseconds(() => {
    for (let round = 0; round < 1000; round++) JSON.parse(JSON.stringify(askOf(modelOf("llama3-8b"))));
  });
  printLine({
    bench: "planner",
    figure: "defaultSearchMsMedian",
    value: median(calls),
    unit: "ms",
    beside: [{ name: "floor: the ask through JSON", value: text / 1000 }],
  });
  const { plan: planned, refusal, asks: asked } = slowest();
  printLine({
    bench: "planner",
    figure: "defaultSearchMsMax",
    value: Math.max(...calls),
    unit: "ms",
    beside: [
      { name: "goal", value: 100 },
      { name: "slowest first call, cold", value: Math.max(...times.map(([first = 0]) => first)) },
      { name: "slowest single call", value: Math.max(...times.flat()) },
      { name: "its processor time, all threads of the process", value: Math.max(...used) },
      { name: "asks of the sweep: every model on 1 to 16,384 GPUs, each once", value: asked },
      { name: "slowest plan of the sweep", value: planned },
      { name: "slowest refusal of the sweep, its smallest change among it", value: refusal },
      { name: "slowest of six asks with the most layouts", value: slowestOfHardest() },
    ],
  });
}

calculonValidation();
const small = calculonCase(64, 64);
const middle = calculonCase(512, 512);
const large = calculonCase(1024, 1536);
const again = tryEverything(calculonWork(1024, 1536), calculonSpace(calculonWork(1024, 1536), 1536), 1536);
const rates = [small, middle, large, again].map((tried) => tried.layouts / tried.seconds);
const perProcessorSecond = [large, again].map((tried) => tried.layouts / tried.processorSeconds);
printLine({
  bench: "planner",
  figure: "strategiesPerSecond",
  value: Math.max(...perProcessorSecond),
  unit: "1/s",
  beside: [
    {
      name: "strategies of a round, each sized and timed, none bounded away; processor seconds of all threads",
      value: large.layouts,
    },
    { name: "by the clock on the wall, fastest of four rounds", value: Math.max(...rates) },
    { name: "by the clock on the wall, slowest, the first of them cold", value: Math.min(...rates) },
    { name: "Calculon, handbook, evaluated per CPU second", value: 221 },
  ],
});
defaultSearch();
