// Guarantee: the two constants of the wafer's law are those of the measured rows, and predict a row they have not seen.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { waferCalibration } from "../wafer/calibration.ts";
import { predictWaferRow } from "./predict-wafer.ts";
import { readValidationFile } from "./row-file.ts";
import { waferLeaveOneOut } from "./wafer-leave-one-out.ts";

const file = fileURLToPath(new URL("../../../../../../shared/validation/wafer-training-dev.csv", import.meta.url));
const present = existsSync(file);

describe.skipIf(!present)("measured wafer rows (skipped where ../shared/validation is not present)", () => {
  const rows = present ? readValidationFile(readFileSync(file, "utf8")).rows : [];
  const found = present ? waferLeaveOneOut(rows) : undefined;
  const predicted = (id: string) => {
    const outcome = predictWaferRow(rows.find((row) => row.id === id) ?? {});
    return "predicted" in outcome ? outcome.predicted : Number.NaN;
  };

  it("are those without recalled days, price lists and input-bound runs", () => {
    expect(found?.rows.map(({ id }) => id)).toEqual([
      "alcf-003",
      "alcf-004",
      "alcf-005",
      "alcf-007",
      "alcf-009",
      "alcf-012",
    ]);
  });

  it("fit to the shipped constants", () => {
    expect(found!.fitted.matrix / waferCalibration.matrix).toBeCloseTo(1, 1);
    expect(found!.fitted.reduce / waferCalibration.reduce).toBeCloseTo(1, 1);
  });

  it("have a median error of at most 8% left out, none above 15%", () => {
    expect(found!.leftOutMedianPercent).toBeLessThan(8);
    for (const row of found!.rows) expect(Math.abs(row.leftOutErrorPercent), row.id).toBeLessThan(15);
    expect(found!.leftOutInterval.confidence).toBeGreaterThan(0.9);
  });

  it("show CS-3 over CS-2 on GPT-J within 10% of what was measured", () => {
    const ratio = predicted("alcf-005") / predicted("alcf-003");
    expect(Math.abs(ratio / (91_648 / 44_749) - 1)).toBeLessThan(0.1);
  });
});

describe("waferLeaveOneOut", () => {
  it("refuses fewer rows than it can fit", () => {
    expect(() => waferLeaveOneOut([])).toThrow(/at least 3 measured wafer rows, received 0/);
  });
});

describe("predictWaferRow", () => {
  const row = {
    id: "x",
    hardware: "Cerebras CS-2",
    model: "BERT-large",
    layers: "24",
    hidden: "1024",
    heads: "16",
    ffn_hidden: "4096",
    vocab: "30522",
    seq_len: "128",
    gpus: "1",
    global_batch: "1024",
    measured_metric: "tokens_per_s_per_gpu",
    measured_value: "1",
  };

  it("recognises a pipelined run by its note and predicts it so", () => {
    const [streamed, pipelined] = ["", "pipelined execution"].map((notes) => predictWaferRow({ ...row, notes }));
    expect(pipelined).not.toEqual(streamed);
    expect("predicted" in pipelined!).toBe(true);
  });

  it("recognises an input-bound run and does not predict it", () => {
    expect(predictWaferRow({ ...row, notes: "one input worker: input bound" })).toHaveProperty("unsupported");
  });

  it.each(["ViT-B", "ESM-2 35M", "Vision Transformer base"])(
    "recognises that hosts set the speed of %s, but predicts whether it fits",
    (model) => {
      expect(predictWaferRow({ ...row, model })).toMatchObject({
        unsupported: expect.stringMatching(/bound by its input/),
      });
      expect(predictWaferRow({ ...row, model, measured_metric: "fits" })).toEqual({ predicted: 1 });
    },
  );

  it("does not predict days of a list whose own note says that more systems stand behind them", () => {
    const listed = {
      ...row,
      measured_metric: "days",
      notes: "list price days; tokens=1.4e12; 85 days implies more than 4 systems",
    };
    expect(predictWaferRow(listed)).toMatchObject({
      unsupported: expect.stringMatching(/systems behind it are not stated: 85 days implies/),
    });
  });

  it("predicts a transformer on latents that were made before: nothing is decoded", () => {
    expect(predictWaferRow({ ...row, model: "DiT-2B" })).toHaveProperty("predicted");
  });

  it("takes a stated size in usual proportions where nothing else is stated", () => {
    const bare = { hardware: "Cerebras CS-3", params_b: "1000", gpus: "1", measured_metric: "fits" };
    expect(predictWaferRow(bare)).toEqual({ predicted: 1 });
  });

  it("refuses hardware that is no wafer and models without a size", () => {
    expect(predictWaferRow({ ...row, hardware: "Cerebras CS-9" })).toHaveProperty("unsupported");
    expect(predictWaferRow({ ...row, layers: "", params_b: "" })).toHaveProperty("unsupported");
  });
});
