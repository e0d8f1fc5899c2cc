// Guarantee: a product's cycles are those of its operations spread over the mesh, rounded up where cores are left over;
// zeros save work only in products with weights, and never the sums across the mesh.
import { describe, expect, it } from "vitest";
import { findSystem } from "../../hardware/catalog.ts";
import type { WaferSystem } from "../../hardware/system.ts";
import { findModel } from "../../model/catalog.ts";
import { trainingFlopsPerToken } from "../../model/flops.ts";
import { waferFacts } from "./calibration.ts";
import { headKernel, layerKernels } from "./kernels.ts";
import { kernelCycles, mappingOf } from "./mapping.ts";

const cs2 = findSystem("cs-2") as WaferSystem;
const cs3 = findSystem("cs-3") as WaferSystem;
const gptJ = findModel("gpt-j-6b")!;
const bare = { matrix: 1, reduce: 1 };
const product = { name: "up", label: "", weighted: true, prunable: true, softmax: 0 } as const;

describe("layerKernels", () => {
  it.each(["gpt2", "gpt-j-6b", "llama3-8b", "gpt3-175b"])("does as many operations as %s has", (id) => {
    const model = findModel(id)!;
    const layer = layerKernels(model, 2048).reduce((sum, { inputs, outputs }) => sum + 6 * inputs * outputs, 0);
    const head = headKernel(model);
    const whole = model.layers * layer + 6 * head.inputs * head.outputs;
    expect(whole / trainingFlopsPerToken(model, 2048)).toBeCloseTo(1, 6);
  });

  it("looks no further back than a window", () => {
    const near = { ...gptJ, window: { size: 512, layers: gptJ.layers } };
    expect(layerKernels(near, 8192).find(({ name }) => name === "scores")?.outputs).toBe(512);
  });
});

describe("prunable kernels", () => {
  // SPDF, arXiv 2303.10464, abstract: 75% zeros in GPT-3 XL (24 layers of 2,048 values) are 2.5 times fewer FLOPs.
  it("are those whose zeros make the published 2.5 times fewer operations", () => {
    const xl = {
      ...gptJ,
      layers: 24,
      hidden: 2048,
      heads: 24,
      keyValueHeads: 24,
      headSize: 2048 / 24,
      feedForward: 8192,
    };
    const kernels = layerKernels(xl, 2048);
    const head = headKernel(xl);
    const sum = (of: typeof kernels) => of.reduce((total, { inputs, outputs }) => total + inputs * outputs, 0);
    const pruned = xl.layers * sum(kernels.filter(({ prunable }) => prunable));
    const whole = xl.layers * sum(kernels) + head.inputs * head.outputs;
    expect(whole / (whole - 0.75 * pruned)).toBeGreaterThan(2.4);
    expect(whole / (whole - 0.75 * pruned)).toBeLessThan(2.6);
  });
});

describe("kernelCycles", () => {
  const mesh = { columns: 100, rows: 50 };

  it("is exact by hand: 200 to 400 values on 100 columns, 1,000 tokens on 50 rows", () => {
    const mapping = mappingOf(cs2, mesh, "columns", 1000);
    expect(mapping).toMatchObject({ tokens: 20, vectors: 5 });
    const cycles = kernelCycles({ ...product, inputs: 200, outputs: 400 }, mapping, bare);
    const each = 5 + waferFacts.vectorSetUp;
    expect(cycles.matrixForward).toBe(2 * 400 * each);
    expect(cycles.matrixBackward).toBe((2 * 400 + 200 * 4) * each);
    expect(cycles.reduceForward).toBe(400 * 20);
    expect(cycles.reduceBackward).toBe(200 * 20);
  });

  it("rounds up: one feature more than the columns costs as much as twice the columns", () => {
    const mapping = mappingOf(cs2, mesh, "columns", 1000);
    const of = (inputs: number) => kernelCycles({ ...product, inputs, outputs: 400 }, mapping, bare).matrixForward;
    expect(of(101)).toBe(of(200));
    expect(of(101)).toBe(2 * of(100));
  });

  it("takes twice the tokens in a vector step on CS-3", () => {
    expect(mappingOf(cs3, mesh, "rows", 1600).vectors).toBe(2);
    expect(mappingOf(cs2, mesh, "rows", 1600).vectors).toBe(4);
  });

  it("saves products with weights by the harvested share of their zeros, and neither attention nor sums", () => {
    const mapping = mappingOf(cs2, mesh, "columns", 40_000);
    const zeros = { share: 0.75, harvest: 0.8 };
    const [dense, sparse] = [undefined, zeros].map((each) =>
      kernelCycles({ ...product, inputs: 200, outputs: 400 }, mapping, bare, each),
    );
    const setUp = (200 + waferFacts.vectorSetUp + waferFacts.sparseSetUp) / (200 + waferFacts.vectorSetUp);
    expect(sparse!.matrixForward / dense!.matrixForward).toBeCloseTo((1 - 0.8 * 0.75) * setUp, 9);
    expect(sparse!.reduceForward).toBe(dense!.reduceForward);
    const scores = { ...product, name: "scores", weighted: false, prunable: false, inputs: 200, outputs: 400 } as const;
    expect(kernelCycles(scores, mapping, bare, zeros)).toEqual(kernelCycles(scores, mapping, bare));
  });
});
