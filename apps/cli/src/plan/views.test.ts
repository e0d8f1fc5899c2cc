// Guarantee: every further answer of `ingot plan` (wafer, curve, front, run, advice) says the model's own figures, fits the
// terminal, has a JSON form, and passes over no option in silence.
import {
  findModel,
  parameterCount,
  type Plan,
  plan as planAsk,
  publishedRecipe,
  scalingCurve,
  sparseLoss,
  tokensToMatch,
} from "@ingot/compute";
import { tokens } from "@ingot/units";
import { describe, expect, it } from "vitest";
import { plan } from "./plan.test-kit.ts";

const llama = "--model llama3-8b --hardware dgx-h100 --devices 64 --tokens 1T";
const wafer = "--model cerebras-gpt-6.7b --hardware cs-2 --systems 4 --tokens 10B";

function askOf(id: string, count: number) {
  const model = findModel(id);
  if (!model) throw new Error(`${id} is in the catalog`);
  const { sequenceLength, globalBatchSize } = publishedRecipe(model);
  return {
    model,
    tokens: tokens(count),
    sequenceLength: sequenceLength.value,
    globalBatchSize: globalBatchSize.value,
    dtype: "bf16" as const,
  };
}

async function json<Value>(args: string): Promise<Value> {
  const { status, out } = await plan(`${args} --json`);
  expect(status).toBe(0);
  return JSON.parse(out) as Value;
}

describe("wafers with --explain", () => {
  it("say bound, layers, streams, life, systems and GPUs, in the words of the quote's page", async () => {
    const { out } = await plan(`${wafer} --explain`);
    for (const words of ["What bounds the step: cores", "Program the wafers", "GPUs beside it", "→ 4"]) {
      expect(out).toContain(words);
    }
    expect(out).toMatch(/Queries, keys, values +[\d,]+ × [\d,]+ +[\d,]+ +[\d.]+ m?s +[\d.]+ % +multiplying/);
    expect(out).toMatch(/Weights in +[░▒▓█ ]+ [\d.]+ %/);
    expect(out).toMatch(/\d+ GPUs in \d+ DGX H100/);
  });

  it("tell what zeros do to the loss, by the law and labelled as one", async () => {
    const { out } = await plan(`${wafer} --sparsity 75 --explain`, { terminal: { columns: 140 } });
    const model = findModel("cerebras-gpt-6.7b");
    const { lossAdded } = sparseLoss(parameterCount(model!).total, 0.75);
    expect(out).toContain(`about ${lossAdded.toFixed(3)} nats a token worse`);
    expect(out).toMatch(/no term of sale[\s\S]+Law: Frantar et al\. 2023[\s\S]+Recipe: Thangarasa/);
    for (const view of ["--run", "--curve", "--compare cs-2:4,cs-3:4"]) {
      const { remarks } = await plan(`${wafer} --sparsity 75 ${view}`);
      expect(remarks).toContain(`about ${lossAdded.toFixed(3)} nats a token worse`);
    }
    const stepOf = async (options: string) => (await json<{ stepTime: number }>(`${wafer} ${options}`)).stepTime;
    expect(await stepOf("--sparsity 75")).toBeLessThan(await stepOf(""));
    expect(await stepOf("--sparsity 75 --harvest 50")).toBeGreaterThan(await stepOf("--sparsity 75"));
  });

  it("go around dead cores that the seed draws, and draw the same again", async () => {
    const args = `${wafer} --defects 7 --explain`;
    const { out } = await plan(args);
    expect(out).toMatch(/around \d\d dead ones of 996 × 757/);
    expect(out).toMatch(/^Layout .*mesh 9\d\d × 757/m);
    expect((await plan(args)).out).toBe(out);
    expect((await plan(`${wafer} --defects 8 --explain`)).out).not.toBe(out);
  });

  it("run slower with the software of 2023, and whole on the wafer where that is asked", async () => {
    const early = await json<{ stepTime: number }>(`${wafer} --software-date 2023-03`);
    // Argonne's GPT-J rows: 28.2 thousand tokens a second in March 2023, 44.7 in November.
    expect((await json<{ stepTime: number }>(wafer)).stepTime / early.stepTime).toBeCloseTo(0.63, 2);
    const whole = "--model gpt2 --hardware cs-2 --tokens 10B --execution pipelined --explain";
    const { out } = await plan(whole, { terminal: { columns: 60 } });
    expect(out.split("\n").filter((line) => line.length > 60)).toEqual([]);
    expect(out).toContain("What bounds the step: slowest kernel");
    expect(out).toContain("Nothing streams");
  });
});

describe("--curve", () => {
  it("is the scaling curve: every number of devices, its knees marked and told", async () => {
    const expected = scalingCurve(askOf("llama3-8b", 1e12), "dgx-h100");
    const curve = await json<typeof expected>(`${llama} --curve`);
    expect(curve.points.map(({ devices, stepTime }) => [devices, stepTime])).toEqual(
      expected.points.map(({ devices, stepTime }) => [devices, stepTime]),
    );
    const { out } = await plan(`${llama} --curve`, { terminal: { columns: 200 } });
    expect(out.match(/◂$/gm)?.length).toBe(new Set(expected.knees.map(({ devices }) => devices)).size);
    expect(out).toContain("16,384");
  });

  it("keeps what was fixed, and counts wafers as far as a cluster goes", async () => {
    const fixed = await json<{ points: { layout?: { tensorParallel: number } }[] }>(`${llama} --curve --tensor 4`);
    const degrees = new Set(fixed.points.flatMap(({ layout }) => (layout ? [layout.tensorParallel] : [])));
    expect([...degrees]).toEqual([4]);
    const whole = "--curve --tensor 2 --pipeline 1 --context 1 --data 32";
    const { out: held } = await plan(`${llama} ${whole}`, { terminal: { columns: 200 } });
    expect(held).toContain(
      "Only layouts with tensor 2, pipeline 1, context 1 are looked at; data ranks follow the number of devices.",
    );
    const wafers = await json<{ points: { devices: number }[] }>(`${wafer} --curve`);
    expect(wafers.points.at(-1)?.devices).toBe(128);
  });
});

describe("--front", () => {
  it("holds the fastest plan, and nothing that another beats in everything", async () => {
    const front = await json<{ choice: { devices: number }; stepTime: number; headroom: number }[]>(`${llama} --front`);
    const best = planAsk(askOf("llama3-8b", 1e12), { system: "dgx-h100", devices: 64 });
    const fastest = Math.min(...front.filter(({ choice }) => choice.devices === 64).map(({ stepTime }) => stepTime));
    expect(best.kind === "plan" && best.stepTime / fastest).toBeCloseTo(1, 6);
    const { out } = await plan(`${llama} --front`);
    expect(out).toMatch(/\d+ more are within \d+ % of one shown/);
  });

  it("is of the layouts that agree with what is fixed, and says so", async () => {
    const pins = "--tensor 2 --recompute none";
    const front = await json<{ stepTime: number; layout: object }[]>(`${llama} --front ${pins}`);
    for (const { layout } of front) expect(layout).toMatchObject({ tensorParallel: 2, recompute: "none" });
    const { out } = await plan(`${llama} --front ${pins}`);
    expect(out).toContain("Only layouts with tensor 2, recompute none are looked at.");
  });
});

describe("--weak", () => {
  it("lets the batch grow with the devices, so that each does as much on thousands as on a few", async () => {
    interface Curve {
      readonly points: readonly { readonly devices: number; readonly tokensPerSecond: number }[];
    }
    const at = ({ points }: Curve, count: number) =>
      points.find(({ devices }) => devices === count)?.tokensPerSecond ?? Number.NaN;
    const [weak, fixed] = [await json<Curve>(`${llama} --curve --weak`), await json<Curve>(`${llama} --curve`)];
    expect(at(weak, 64)).toBe(at(fixed, 64));
    expect(at(weak, 4096) / at(weak, 64)).toBeGreaterThan(0.9 * 64);
    expect(at(fixed, 4096) / at(fixed, 64)).toBeLessThan(0.6 * 64);
  });
});

describe("--search whole", () => {
  it("looks at what frameworks do not ship, and is never slower for it", async () => {
    const args = "--model gpt3-175b --hardware dgx-h100 --devices 256 --tokens 300B";
    const [usual, whole] = [await json<Plan>(args), await json<Plan>(`${args} --search whole`)];
    expect(whole.stepTime).toBeLessThan(usual.stepTime);
  });
});

describe("--run", () => {
  it("tells duration, ramp, checkpoints, goodput and loss of the whole run", async () => {
    const { out } = await plan(`${llama} --run --ramp 256:128:20B --unique-tokens 200B`);
    expect(out).toMatch(/Duration +P50 .* P90 .* P99/);
    expect(out).toMatch(/SEQUENCES[\s\S]+ 256 +10B[\s\S]+ 512 +980B/);
    expect(out).toMatch(/after 5\.0 passes/);
  });

  it("takes the tokens that reach a named run's accuracy", async () => {
    const expected = tokensToMatch("chinchilla", parameterCount(findModel("llama3-70b")!).active);
    const args = "--model llama3-70b --hardware dgx-h100 --devices 512 --run --match chinchilla";
    const { out, remarks } = await plan(args);
    expect(remarks).toContain(expected.text);
    expect(out).toContain("To the accuracy of Chinchilla 70B");
    const run = await json<{ plan: { totalSteps: number; tokensPerStep: number } }>(args);
    expect((run.plan.totalSteps * run.plan.tokensPerStep) / (expected.tokens ?? 0)).toBeCloseTo(1, 3);
  });
});

describe("--advise", () => {
  it("advises a shape by its own plans, a size by law, and what serving and a budget change", async () => {
    const args = "--model gpt3-175b --hardware dgx-h100 --devices 512 --tokens 300B --advise";
    const plain = await plan(args);
    expect(plain.out).toContain("--served-tokens N adds what serving changes.");
    const { out } = await plan(`${args} --served-tokens 10T --budget-hours 1e6`);
    expect(out).toContain("once 10 trillion tokens are served");
    expect(out).toMatch(/1 million device-hours train [\d.]+ billion parameters/);
    const advice = await json<{ asked: { flops: number }; optimal: { flops: number; loss: number } }>(args);
    expect(advice.optimal.flops / advice.asked.flops).toBeCloseTo(1, 9);
  });

  it("names the law that it goes by, and says of a budget without a step that it has none", async () => {
    const asked = `${llama} --advise`;
    expect((await plan(asked)).out).toMatch(/By a law of published runs, Besiroglu 2024 \(nats a token\)/);
    const repeated = (await plan(`${asked} --unique-tokens 10B --budget-hours 0.001`)).out;
    expect(repeated).toMatch(/Muennighoff 2023, for data that repeat/);
    expect(repeated).toMatch(/No size of this model has a plan .* fits into 0\.001 device-hours\./);
    expect(repeated).not.toContain("--budget-hours N");
  });
});

describe("--run with a cadence of its own", () => {
  it("takes the run's own warm-up, evaluations and fault rate", async () => {
    const usual = await json<{ duration: { mean: number }; warmup: { steps: number } }>(`${llama} --run`);
    const asked = `${llama} --run --warmup-steps 77 --evaluate-every 50 --evaluate-tokens 1B --faults 2`;
    const own = await json<typeof usual & { evaluations: object }>(asked);
    expect(own.warmup.steps).toBe(77);
    expect(own.evaluations).toMatchObject({ everySteps: 50, tokens: 1e9, assumed: false });
    expect(own.duration.mean).toBeGreaterThan(1.5 * usual.duration.mean);
    expect((await plan(asked)).out).toMatch(/Evaluations +\d[\d,]* of .*, 1B tokens every 50 steps\n/);
  });
});

describe("--run --faults 0", () => {
  it("is a fleet that never fails", async () => {
    type Run = { goodput: number; duration: { faultsMean: number; mean: number } };
    const ideal = await json<Run>(`${llama} --run --faults 0`);
    const usual = await json<Run>(`${llama} --run`);
    expect(ideal.duration.faultsMean).toBe(0);
    expect(usual.duration.faultsMean).toBeGreaterThan(0);
    expect(ideal.duration.mean).toBeLessThan(usual.duration.mean);
    expect(ideal.goodput).toBeGreaterThan(usual.goodput);
    expect((await plan(`${llama} --run --faults 0`)).out).toMatch(/ 0 faults expected\n/);
  });
});

describe("the paper", () => {
  const views = [
    `${wafer} --explain --sparsity 75 --defects 3`,
    `${llama} --curve`,
    `${llama} --front`,
    `${llama} --run --ramp 256:128:20B`,
    `${llama} --advise --served-tokens 1T --budget-hours 1e5`,
  ];

  it.each(views.flatMap((view) => [60, 80, 120].map((columns) => [view, columns] as const)))(
    "of %j is not overrun at %i columns, and has no colors when piped",
    async (view, columns) => {
      const { out } = await plan(view, { terminal: { columns } });
      expect(out).not.toContain("\u001B[");
      expect(out.split("\n").filter((line) => line.length > columns)).toEqual([]);
    },
  );
});

describe("a mistake", () => {
  it.each([
    [`${llama} --curve --front`, /give one of .*--curve.*received --curve and --front/],
    [`${llama} --sparsity 75 --defects 7`, /--sparsity, --defects are for wafers .*received --hardware dgx-h100/],
    [`${wafer} --sparsity 96`, /sparsity is a share from 0 to 0\.95, received 0\.96/],
    [`${wafer} --sparsity 0.75`, /a percentage, 0 or from 1 to 100.*received "0\.75"/],
    [`${wafer} --harvest 90`, /--harvest says how much .*give --sparsity, too; received 90 alone/],
    [`${wafer} --software-date 2023-13`, /a month such as 2023-11 or a year, received "2023-13"/],
    [`${wafer} --front`, /--front is for GPUs, received --hardware cs-2/],
    [`${llama} --front --sparsity 50`, /--sparsity is for wafers.*received --hardware dgx-h100/],
    [`${llama} --served-tokens 1T`, /--served-tokens goes with --advise/],
    [`${llama} --unique-tokens 1T`, /--unique-tokens goes with --run, --advise or --match/],
    [`${llama} --run --ramp 192:16`, /three numbers from:by:tokens such as 192:16:20B, received "192:16"/],
    [`${llama} --run --ramp 9999:16:20B`, /a ramp needs a start of 1 or more below 512/],
    [`${llama} --weak`, /--weak goes with --curve/],
    [`${llama} --front --search whole`, /--front looks at layouts of its own, so --search does not go with it/],
    [`${wafer} --search whole`, /a wafer runs a model whole: --search whole/],
    [`${llama} --run --faults -1`, /a number of 0 or more, received "-1"/],
    [`${llama} --warmup-steps 100`, /--warmup-steps goes with --run/],
    [
      `${llama} --run --warmup-steps 1e12`,
      /warmupSteps is at most the run's 238,419 steps, received 1,000,000,000,000/,
    ],
    [`${llama} --out launch`, /--out goes with --export/],
    [`${llama} --explain --scheduler jobset`, /--scheduler goes with --export/],
    [`${llama} --name brass`, /--name goes with --export/],
    [`${llama} --force`, /--force goes with --export/],
    [`${llama} --devices 1.5`, /a whole number of 1 or more .*received "1\.5"/],
    [`${llama} --tokens 1000000000.5`, /a whole number of 1 or more .*received "1000000000\.5"/],
    [`${llama} --batch 0.0000005M`, /a whole number of 1 or more .*received "0\.0000005M"/],
    [`${llama} --compare own:8,cs-3:4`, /own in --compare is the cluster of --cluster.*received "own:8"/],
    [
      `${llama} --compare dgx-h100:x,cs-3`,
      /--compare names systems \(one of dgx-2,.*or layouts.*received "dgx-h100:x"/,
    ],
    ["--model gpt2 --tokens 1B --compare abacus,cs-3:4", /--compare names systems .*received "abacus"/],
    ["--model gpt2 --tokens 1B --compare own:8,cs-3:4", /own in --compare is the cluster of --cluster/],
    [`${llama} --explain --faults 0.1`, /--faults goes with --run/],
    [`${llama} --advise --shard-ranks 8 --placement x`, /nothing is fixed; received --shard-ranks, --placement/],
    [`${llama} --match chinchilla`, /give --tokens or --match/],
    ["--model gpt2 --hardware cs-2 --match chinchilla", /do not reach Chinchilla 70B's accuracy/],
    ["--model gpt2 --hardware cs-2 --match gpt-9", /a named run must be one of .*received "gpt-9"/],
    [
      "--model gpt2 --tokens 1B --compare dgx-h100:8,dgx-a100-80:8 --sparsity 50",
      /--sparsity is for wafers.*--compare/,
    ],
    ["--model gpt3-175b --hardware cs-2 --tokens 1B --execution pipelined", /holds models of up to/],
  ])("in %j is one sentence and status 1", async (args, sentence) => {
    const { status, remarks } = await plan(args);
    expect(status).toBe(1);
    expect(remarks).toMatch(sentence);
    expect(remarks).not.toContain("    at ");
  });
});

describe("a number", () => {
  it("may be a fraction of a thousand, a million, a billion or a trillion", async () => {
    for (const [written, whole] of [
      ["1.1T", "1100000000000"],
      ["4.7B", "4700000000"],
      ["0.3e12", "300000000000"],
    ]) {
      const [scaled, plain] = await Promise.all(
        [written, whole].map((tokens) => json(`--model gpt2 --hardware dgx-h100 --devices 8 --tokens ${tokens}`)),
      );
      expect(scaled).toEqual(plain);
    }
  });
});

describe("a ramp", () => {
  it("keeps the layout, and names the batches that it cannot share evenly and how long their steps last", async () => {
    const { out } = await plan(
      "--model bloom-176b --hardware dgx-h100 --devices 512 --tokens 1T --run --ramp 100:7:20B",
    );
    expect(out.replaceAll(/\s+/g, " ")).toMatch(
      /keeps its layout, and \d+ replicas with micro batches of \d cannot share batches of 100, 107, .* and [\d,]+ more evenly/,
    );
    const { out: even } = await plan(`${llama} --run --ramp 256:128:20B`);
    expect(even).not.toContain("evenly");
  });
});
