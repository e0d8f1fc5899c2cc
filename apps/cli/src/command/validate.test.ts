// Guarantee: `ingot validate` predicts every row of a file or says why not, without an account or a running stack.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../run.ts";

const columns =
  "id,source,year,hardware,gpus,gpu_mem_gb,model,layers,hidden,heads,ffn_hidden,kv_heads,vocab,seq_len,dtype," +
  "global_batch,micro_batch,tp,pp,vpp,dp,zero,recompute,seq_parallel,measured_metric,measured_value,notes";
// Rows of the published tables: Korthikanti 2022 and vTrain; the TPU row is outside the catalog.
const gpt175 =
  "Korthikanti 2022,2022,DGX A100 (Selene),64,80,GPT-175B,96,12288,96,49152,96,51200,2048,fp16,64,1,8,8,3,1,0";
const rows = [
  columns,
  `k-1,${gpt175},selective,1,step_s,13.75,`,
  `k-2,${gpt175},full,0,step_s,18.13,`,
  `k-3,${gpt175},none,0,fits,0,`,
  "p-1,PaLM,2022,TPU v4 pods,6144,32,PaLM,118,18432,48,73728,1,256000,2048,bf16,2048,,,,,,,,,mfu,0.46,",
].join("\n");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ingot-validate-"));
  writeFileSync(join(folder, "rows.csv"), rows);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function validate(...args: string[]) {
  const [input, output, remarks] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const connect = () => {
    throw new Error("offline");
  };
  const status = await run({ env: {}, input, output, remarks, connect, now: () => new Date(0) }, ["validate", ...args]);
  const text = (stream: PassThrough) => String(stream.read() ?? "");
  return { status, out: text(output), remarks: text(remarks) };
}

describe("ingot validate", () => {
  it("prints rows with exactly the fields that other programs read, sources and the macro mean as JSON", async () => {
    const said = await validate("--rows", join(folder, "rows.csv"), "--json");
    expect(said.remarks).toBe("");
    const report = JSON.parse(said.out) as Record<string, unknown> & { rows: Record<string, unknown>[] };
    expect(report.rows.map((row) => row.id)).toEqual(["k-1", "k-2", "k-3"]);
    for (const row of report.rows) {
      expect(Object.keys(row)).toEqual(["id", "metric", "measured", "predicted", "errorPercent"]);
    }
    expect(report.sources).toHaveLength(1);
    expect(report.macroMeanPercent).toBeLessThan(15);
    expect(report.unsupported).toEqual([
      { id: "p-1", metric: "mfu", reason: 'the hardware "TPU v4 pods" is no GPU of a known family' },
    ]);
  });

  it("prints each row, the reason of one that is not predicted, and the sums for a person", async () => {
    const { out, status } = await validate("--rows", join(folder, "rows.csv"), "--source", "korth");
    expect(status).toBe(0);
    expect(out).toMatch(/k-1\s+step_s\s+13\.75\s+1\d\./);
    expect(out).toContain("0 rows are not predicted");
    expect(out).toContain("constant MFU of the other groups");
    expect(out).toContain("refused 1 of 1 rows out of memory");
  });

  it("lists every row that it cannot express, and predicts the others of the same file", async () => {
    const odd = [
      columns,
      `good,${gpt175},selective,1,step_s,13.75,`,
      `word,${gpt175.replace(",64,80,", ",many,80,")},selective,1,step_s,13.75,`,
      `hours,${gpt175},selective,1,gpu_hours,900,no word of its tokens`,
      `ranks,${gpt175.replace(",8,8,3,", ",3,7,3,")},selective,1,step_s,13.75,`,
      `watts,${gpt175},selective,1,watts,400,`,
      "short,Korthikanti 2022",
    ].join("\r\n");
    writeFileSync(join(folder, "odd.csv"), odd);
    const { out, status } = await validate("--rows", join(folder, "odd.csv"), "--json");
    expect(status).toBe(0);
    const { rows: predicted, unsupported } = JSON.parse(out) as Record<string, { id: string; reason?: string }[]>;
    expect(predicted?.map(({ id }) => id)).toEqual(["good"]);
    expect(Object.fromEntries(unsupported?.map(({ id, reason }) => [id, reason]) ?? [])).toEqual({
      word: 'line 3: gpus must be a number above 0 or empty, received "many"',
      short: "line 7: a row has as many cells as the header's 27, received 2",
      hours: "the tokens of the whole run are not stated (tokens=… in its notes)",
      ranks: "tensor 3 × pipeline 7 × context 1 ranks do not divide 64 GPUs",
      watts: 'the metric "watts" is not predicted',
    });
  });

  it("holds wafers, too, to a constant share of peak of the file's other groups", async () => {
    const wafer = "ALCF log,2023,Cerebras CS-2";
    const gptj = "40,GPT-J-6B,28,4096,16,16384,16,50257,2048,fp16,120,,1,1,,,,,,tokens_per_s_per_gpu";
    // Measured on two and on one: each is the other's only group.
    const said = [columns, `w-2,${wafer},2,${gptj},44749,`, `w-1,${wafer},1,${gptj},40550,`].join("\n");
    writeFileSync(join(folder, "wafers.csv"), said);
    const { out } = await validate("--rows", join(folder, "wafers.csv"), "--json");
    const { constantUtilization } = JSON.parse(out) as { constantUtilization: { rows: number; meanPercent: number } };
    const [faster, slower] = [44_749 / 40_550 - 1, 1 - 40_550 / 44_749];
    expect(constantUtilization.rows).toBe(2);
    expect(constantUtilization.meanPercent).toBeCloseTo(50 * (faster + slower), 6);
  });

  it("tells what is wrong with a file or a source in one sentence", async () => {
    const missing = await validate("--rows", join(folder, "none.csv"));
    expect(missing.status).toBe(1);
    expect(missing.remarks).toMatch(/none\.csv cannot be read/);
    writeFileSync(join(folder, "bad.csv"), `${columns}\n`);
    expect((await validate("--rows", join(folder, "bad.csv"))).remarks).toMatch(/bad\.csv, line 1: a header is/);
    const source = await validate("--rows", join(folder, "rows.csv"), "--source", "x");
    expect(source.remarks).toMatch(/part of a source's name .*Korthikanti 2022; PaLM.*, received "x"/);
  });
});
