// Guarantee: `ingot plan` answers without account or network, says what it assumed, fits the terminal, and refuses by rule and value.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plan } from "./plan.test-kit.ts";

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "ingot-plan-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const gpt3 = "--model gpt3-175b --hardware dgx-h100 --devices 512 --tokens 300B";

describe("a plan", () => {
  it("is told in facts, a waterfall whose shares are the step, and reasons", async () => {
    const { status, out, remarks } = await plan(gpt3);
    expect({ status, remarks }).toEqual({ status: 0, remarks: "" });
    expect(out).toMatch(/Hardware +512 GPUs in 64 DGX H100\nLayout +tensor \d+ × pipeline \d+/);
    const shares = [...out.matchAll(/ ([\d.]+) %/g)].map(([, share]) => Number(share));
    const waterfall = out.split("Where the step's time goes")[1]?.split("\n\n")[0] ?? "";
    const sum = [...waterfall.matchAll(/([\d.]+) %/g)].reduce((total, [, share]) => total + Number(share), 0);
    expect(shares.length).toBeGreaterThan(5);
    expect(sum).toBeGreaterThan(99);
    expect(sum).toBeLessThan(101);
  });

  it("says which tokens it took when none were given", async () => {
    const { remarks } = await plan("--model gpt3-175b --hardware dgx-h100 --devices 512");
    expect(remarks).toMatch(/--tokens was left out: [\d.]+ (b|tr)illion, 20 a parameter/);
  });

  it("reads a customer's own configuration", async () => {
    const config = {
      model_type: "llama",
      hidden_size: 2048,
      intermediate_size: 5632,
      num_hidden_layers: 22,
      num_attention_heads: 32,
      num_key_value_heads: 4,
      vocab_size: 32_000,
      max_position_embeddings: 2048,
      tie_word_embeddings: false,
    };
    writeFileSync(join(folder, "config.json"), JSON.stringify(config));
    const said = await plan(
      `--config ${join(folder, "config.json")} --hardware dgx-a100-80 --devices 16 --tokens 3T --json`,
    );
    expect(said.status).toBe(0);
    const outcome = JSON.parse(said.out) as { totalSteps: number; tokensPerStep: number };
    expect(outcome.totalSteps * outcome.tokensPerStep).toBeGreaterThanOrEqual(3e12);
  });

  it("plans on a customer's own cluster: all of it, beside systems of the catalog, and exports for it", async () => {
    const file = join(folder, "cluster.json");
    const network = { perDeviceGbps: 400, nodesPerLeaf: 4, oversubscription: 2 };
    writeFileSync(file, JSON.stringify({ name: "Our H100s", device: "h100-sxm", nodes: 16, network }));
    const whole = await plan(`--model llama3-8b --cluster ${file} --tokens 1T --explain`);
    expect(whole.out).toMatch(/Hardware +128 GPUs in 16 nodes of Our H100s/);
    const beside = await plan(`--model llama3-8b --cluster ${file} --tokens 1T --compare own:64,dgx-a100-80:64`);
    expect(beside.out).toContain("own:64 is fastest.");
    const exported = await plan(
      `--model llama3-8b --cluster ${file} --tokens 1T --export torchtitan --scheduler skypilot`,
    );
    expect(exported.out).toContain('accelerators: "H100:8"');
    writeFileSync(file, JSON.stringify({ device: "h100-sxm", nodes: 8, network, faultsPerNodeDay: 0 }));
    const ideal = await plan(`--model llama3-8b --cluster ${file} --tokens 1T --explain`);
    expect(ideal.out).toContain("No faults on 8 nodes.");
    writeFileSync(file, JSON.stringify({ name: "Ours", device: "abacus", nodes: 0 }));
    const wrong = await plan(`--model llama3-8b --cluster ${file} --tokens 1T`);
    expect(wrong).toMatchObject({ status: 1, remarks: expect.stringMatching(/device.*abacus.*nodes.*received 0/) });
  });

  it("tells what energy costs at the tariff of a cluster's owner, and reads a file that begins with a byte order mark", async () => {
    const file = join(folder, "tariff.json");
    const powerPrice = { perKilowattHour: 0.14, currency: "EUR" };
    writeFileSync(file, `\uFEFF${JSON.stringify({ device: "h100-sxm", nodes: 1, powerPrice })}`);
    const asked = `--model gpt2 --cluster ${file} --tokens 10B`;
    const [, kilowattHours, cost] =
      /, ([\d.]+) kWh, EUR ([\d.]+) at your tariff for the run/.exec((await plan(asked)).out) ?? [];
    expect(Number(cost) / (0.14 * Number(kilowattHours))).toBeCloseTo(1, 1);
    expect((await plan(`${asked} --run`)).out).toMatch(/Cost .* kWh, EUR [\d.]+ at your tariff/);
  });

  it("keeps what was fixed by hand", async () => {
    const { out } = await plan(`${gpt3} --tensor 8 --pipeline 8 --chunks 3 --micro-batch 1 --json`);
    const { layout } = JSON.parse(out) as { layout: object };
    expect(layout).toMatchObject({ tensorParallel: 8, pipelineParallel: 8, virtualPipeline: 3, microbatchSize: 1 });
  });

  it("keeps every other part of a layout too, and says in words what is not the usual", async () => {
    const flags =
      "--context 2 --context-exchange gather --offload-optimizer 50 --overlap-gradients off --overlap-parameters off " +
      "--placement tensor-context-expert-pipeline-data --pipeline 8 --first-stage 5 --sequence-parallel on " +
      "--gather-again off --scatter-messages off --recompute-layers 2 --offload-layers 1";
    const { out } = await plan(`${gpt3} ${flags} --json`);
    expect((JSON.parse(out) as { layout: object }).layout).toMatchObject({
      contextExchange: "gather",
      offloadedOptimizer: 0.5,
      overlapGradients: false,
      overlapParameters: false,
      order: "tensor-context-expert-pipeline-data",
      firstStageLayers: 5,
      sequenceParallel: true,
      gatherAgain: false,
      scatterPipeline: false,
      recompute: "full",
      recomputeLayers: 2,
      offloadedLayers: 1,
    });
    const told = await plan(`${gpt3} ${flags}`);
    const words = told.out.replaceAll(/\s+/g, " ");
    for (const said of ["5 layers on the first stage", "keys and values gathered", "gradients summed in the open"])
      expect(words).toContain(said);
    const experts = await plan(
      "--model mixtral-8x7b --hardware dgx-h100 --devices 64 --tokens 1T --tensor 4 --expert-tensor 2 --overlap-experts off --json",
    );
    expect((JSON.parse(experts.out) as { layout: object }).layout).toMatchObject({ expertTensorParallel: 2 });
    const shards = await plan("--model llama3-8b --hardware dgx-h100 --devices 64 --tokens 1T --shard-ranks 16");
    expect(shards.out).toContain("ZeRO 3 over 16");
  });

  it("says which fixed part to let go where nothing fits, and what then does", async () => {
    const said = await plan(
      "--model llama3-70b --hardware dgx-h100 --devices 64 --tokens 1T --zero 0 --pipeline 1 --json",
    );
    expect(said.status).toBe(1);
    const { suggestion } = JSON.parse(said.out) as { suggestion: string };
    expect(suggestion).toMatch(/^Let (pipeline 1|ZeRO 0) go: tensor .* fits, a step of [\d.]+ \w+\.$/);
  });

  it("counts wafers by systems", async () => {
    const { out } = await plan("--model llama3-8b --hardware cs-2 --systems 4 --tokens 10B");
    expect(out).toMatch(/Hardware +4 Cerebras CS-2/);
    expect(out).toMatch(
      /On the wafer, in words[\s\S]+By number of systems[\s\S]+1: [\s\S]+16: [\s\S]+GPUs in \d+ DGX H100/,
    );
  });
});

describe("--explain", () => {
  it("has Amdahl's bounds, the next move, each neighbour with its cost, and memory by kind", async () => {
    const { out } = await plan(`${gpt3} --explain`);
    expect(out).toMatch(/Amdahl\)\n +RESOURCE +STEP +FASTER\n +\S.+ [\d.]+×/);
    expect(out).toMatch(/The next best move\n {2}\w+/);
    expect(out).toMatch(/Why not its neighbours\n +(\+[\d.]+ %|\d+ GiB) +tensor/);
    expect(out).toMatch(/Memory of the fullest GPU by kind\n[\s\S]+ Free +█?/);
  });

  it("as JSON is the explanation itself", async () => {
    const { out } = await plan(`${gpt3} --explain --json`);
    const explanation = JSON.parse(out) as Record<string, unknown[]>;
    expect(Object.keys(explanation)).toEqual(expect.arrayContaining(["plan", "bounds", "next", "neighbours", "power"]));
  });

  it("goes with --export: the tool's own plan is explained at the tool's own speed", async () => {
    const { out } = await plan(
      "--model llama3-8b --hardware dgx-h100 --devices 64 --tokens 1T --export torchtitan --explain --json",
    );
    const { plan: found, explanation } = JSON.parse(out) as {
      plan: { stepTime: number; software: string };
      explanation: { stepTime: number };
    };
    expect(found.software).toBe("fsdp-compiled");
    expect(explanation.stepTime).toBe(found.stepTime);
  });
});

describe("--compare", () => {
  it("says of each side why it has no plan, draws no empty table, and fails where none has one", async () => {
    const side = "--model gpt3-175b --hardware dgx-h100 --devices 8 --tokens 1B";
    const { status, out, remarks } = await plan(`${side} --compare t8p4,t4p8`);
    expect(status).toBe(1);
    expect(out).toMatch(/^t8p4: No layout .*\n(.*\n)*t4p8: No layout /);
    expect(out).not.toContain("Where the step's time goes");
    expect(remarks).toContain("none of t8p4,t4p8 has a plan");
  });

  it("sets systems side by side, GPUs beside wafers, and says which is fastest", async () => {
    const { out } = await plan("--model llama3-8b --tokens 300B --compare dgx-h100:64,cs-3:4");
    expect(out).toMatch(/ +dgx-h100:64 +cs-3:4\nDevices +64 +4\n/);
    expect(out).toMatch(/dgx-h100:64 is fastest\.\ncs-3:4 takes [\d.]+ % longer a step\./);
  });

  it("sets layouts side by side, and says why one is none", async () => {
    const { out } = await plan(`${gpt3} --compare t8p4,t5p4`);
    expect(out).toContain("t8p4 is fastest.");
    expect(out).toMatch(/t5p4: No layout of GPT-3 175B on 512 GPUs/);
  });
});

describe("--export", () => {
  it("writes what the scheduler starts, and replaces nothing unasked", async () => {
    const out = join(folder, "launch");
    const args = `--model llama3-8b --hardware dgx-h100 --devices 64 --tokens 1T --export torchtitan --out ${out}`;
    expect((await plan(args)).status).toBe(0);
    expect(readdirSync(out).toSorted()).toEqual(["ingot_model.py", "launch.slurm", "train.sh", "train.toml"]);
    expect(statSync(join(out, "launch.slurm")).mode & 0o111).not.toBe(0);
    expect(spawnSync("bash", ["-n", join(out, "launch.slurm")]).status).toBe(0);
    const again = await plan(args);
    expect(again).toMatchObject({ status: 1, remarks: expect.stringContaining("give --force to replace it") });
    expect((await plan(`${args} --force --name second`)).status).toBe(0);
    expect(readFileSync(join(out, "launch.slurm"), "utf8")).toContain("--job-name=second");
  });

  it("plans what the tool can carry out: torchtitan shards weights, DeepSpeed cuts nothing else", async () => {
    const of = async (tool: string) => {
      const { out } = await plan(
        `--model llama3-8b --hardware dgx-h100 --devices 64 --tokens 1T --export ${tool} --json`,
      );
      return (JSON.parse(out) as { plan: { layout: { zeroStage: number; tensorParallel: number } } }).plan.layout;
    };
    expect((await of("torchtitan")).zeroStage).toBeGreaterThanOrEqual(2);
    expect((await of("deepspeed")).tensorParallel).toBe(1);
  });
});

describe("the paper", () => {
  it.each([40, 60, 80, 120])("of %i columns is not overrun by the waterfall", async (columns) => {
    const { out } = await plan(`${gpt3} --explain`, { terminal: { columns, isTTY: true }, env: { NO_COLOR: "1" } });
    const waterfall = out.split("Where the step's time goes\n")[1]?.split("\n\n")[0]?.split("\n") ?? [];
    expect(Math.max(...waterfall.map((line) => line.length))).toBeLessThanOrEqual(columns);
  });

  it("of 60 columns holds a comparison of four, some below the others", async () => {
    const sides = "dgx-h100:64,dgx-b200:32,dgx-a100-80:64,cs-3:4";
    const { out } = await plan(`--model llama3-8b --tokens 1T --compare ${sides}`, { terminal: { columns: 60 } });
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
    for (const side of sides.split(",")) expect(out.split(side).length).toBeGreaterThanOrEqual(3);
  });

  it("is colored on a terminal and nowhere else, unless NO_COLOR is set", async () => {
    const colored = async (terminal: object, env: Record<string, string> = {}) =>
      (await plan(gpt3, { terminal, env })).out.includes("\u001B[");
    expect(await colored({ isTTY: true })).toBe(true);
    expect(await colored({})).toBe(false);
    expect(await colored({ isTTY: true }, { NO_COLOR: "1" })).toBe(false);
    expect(await colored({ isTTY: true }, { TERM: "dumb" })).toBe(false);
  });
});

describe("a mistake", () => {
  it.each([
    ["", /name a model by --model, or a Hugging Face configuration/],
    ["--model gpt2", /name the hardware by --hardware \(one of dgx.*--cluster/],
    ["--model gpt9 --hardware dgx-h100", /--model is one of gpt2, .*received "gpt9"/],
    ["--model gpt2 --hardware abacus", /--hardware is one of .*received "abacus"/],
    ["--model gpt2 --hardware dgx-h100 --dtype int8", /'int8' is invalid.*bf16/],
    ["--model gpt2 --hardware dgx-h100 --systems 4", /--systems counts wafers.*received --hardware dgx-h100/],
    ["--model gpt2 --hardware cs-2 --tensor 8", /a wafer runs a model whole: tensorParallel/],
    ["--model gpt2 --hardware cs-2 --export megatron-lm", /--export is for GPUs: cs-2/],
    [
      "--model gpt3-175b --hardware dgx-h100 --devices 64 --export torchtitan",
      /cannot carry out model .*; megatron-lm/,
    ],
    ["--model gpt2 --hardware dgx-h100 --compare x", /--compare takes two or more.*received "x"/],
    ["--config /none/config.json --hardware cs-2", /\/none\/config.json cannot be read/],
  ])("in %j is one sentence and status 1", async (args, sentence) => {
    const said = await plan(`${args} ${args.includes("--tokens") || args === "" ? "" : "--tokens 1B"}`);
    expect(said.status).toBe(1);
    expect(said.remarks).toMatch(sentence);
    expect(said.remarks).not.toContain("    at ");
  });

  it("of size says what would fit, nearest first", async () => {
    const said = await plan("--model gpt3-175b --hardware dgx-h100 --devices 8 --tokens 1B");
    expect(said).toMatchObject({ status: 1, remarks: expect.stringMatching(/does not fit on 8 .*DGX H100/) });
    expect(said.out).toMatch(
      /Needed [\d.]+ GiB, available [\d.]+ GiB\.\n\nWhat would fit, nearest first\n {2}Take \d+ GPUs of DGX H100 instead of 8/,
    );
  });
});
