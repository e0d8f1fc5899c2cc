// Guarantee: what the planner counts of a sharded step is what was measured of its parts on an H200, tensor by tensor.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { layoutWith, workFor } from "../../packages/compute/src/plan/gpu/layout.test-kit.ts";
import { keptBytes, rankMemory } from "../../packages/compute/src/plan/gpu/memory.ts";

const gibibyte = 2 ** 30;
const [header = "", ...lines] = readFileSync(fileURLToPath(new URL("h200-memory.csv", import.meta.url)), "utf8")
  .trim()
  .split("\n");
const columns = header.split(",");
const cases = lines.map((line) => {
  const cells = line.split(",");
  const cell = (name: string) => cells[columns.indexOf(name)] ?? "";
  return { cell, value: (name: string) => Number(cell(name)), name: line.split(",").slice(0, 10).join(" ") };
});

function planned({ cell, value }: (typeof cases)[number]) {
  const tables = { vocabulary: value("vocab"), paddedVocabulary: value("vocab"), tiedEmbeddings: false };
  const { model } = workFor("llama3-8b");
  const hidden = value("hidden");
  const shape = {
    layers: value("layers"),
    hidden,
    heads: value("heads"),
    headSize: hidden / value("heads"),
    keyValueHeads: value("kv_heads"),
    feedForward: value("ffn"),
  };
  const work = workFor(
    { ...model, ...shape, ...tables },
    {
      framework: value("compiled") === 1 ? "fsdp-compiled" : "fsdp",
      system: "dgx-h200",
      sequenceLength: value("seq_len"),
      devices: 1,
    },
  );
  const layout = layoutWith({
    tensorParallel: 1,
    pipelineParallel: 1,
    dataParallel: 1,
    sequenceParallel: false,
    microbatches: 1,
    microbatchSize: value("batch"),
    zeroStage: 3,
    recompute: cell("recompute") as "none" | "selective" | "full",
  });
  return { work, layout };
}

describe("parts of a step under FSDP2, torch 2.11", () => {
  it.each(cases)("keep the activations measured: $name", (measured) => {
    const { work, layout } = planned(measured);
    const kept = (measured.value("blocks_allocated_gib") - measured.value("table_allocated_gib")) * gibibyte;
    const counted = keptBytes(work, layout) * work.model.layers;
    // Of a hundred tokens, what is kept beside activations shows.
    const small = measured.value("seq_len") < 1024;
    expect(counted / kept).toBeGreaterThan(small ? 0.9 : 0.95);
    expect(counted / kept).toBeLessThan(1.01);
  });

  it.each(cases)("hold 16 bytes a parameter when the backward pass ends: $name", (measured) => {
    const { work, layout } = planned(measured);
    const { weights, gradients, optimizer } = rankMemory(work, layout);
    const states = measured.value("backward_allocated_gib") * gibibyte;
    expect(weights + gradients + optimizer).toBeGreaterThan(0.95 * states);
    expect(states / measured.value("parameters")).toBeGreaterThan(16);
    expect(states / measured.value("parameters")).toBeLessThan(16.6);
  });

  it.each(cases.filter(({ value }) => value("seq_len") * value("batch") >= 8192))(
    "peak in the loss with the logits counted, within 3 %: $name",
    (measured) => {
      const { work, layout } = planned(measured);
      const tokens = measured.value("seq_len") * measured.value("batch");
      const tables = 4 * work.model.paddedVocabulary * work.model.hidden;
      const logitWidth = measured.value("compiled") === 1 ? 4 : 12;
      const loss = keptBytes(work, layout) * work.model.layers + logitWidth * tokens * work.model.paddedVocabulary;
      const peak = Math.max(measured.value("loss_peak_gib"), measured.value("head_backward_peak_gib")) * gibibyte;
      const start = measured.value("start_allocated_gib") * gibibyte;
      expect((start + tables + loss) / peak).toBeGreaterThan(0.97);
      expect((start + tables + loss) / peak).toBeLessThan(1.03);
      expect(rankMemory(work, layout).total).toBeGreaterThan(peak);
    },
  );
});
