// Guarantee: what is believed of the H100 family reproduces the kernels measured on an H200, within the stated medians.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findSystem } from "../../packages/compute/src/hardware/catalog.ts";
import { findModel } from "../../packages/compute/src/model/catalog.ts";
import { priorCalibration } from "../../packages/compute/src/plan/gpu/calibration.ts";
import { fusedAttentionSeconds, fusedBackward, matrixSeconds } from "../../packages/compute/src/plan/gpu/kernel.ts";
import { machineOf } from "../../packages/compute/src/plan/gpu/machine.ts";
import { softwareCatalog } from "../../packages/compute/src/plan/gpu/software.ts";
import { workload } from "../../packages/compute/src/plan/gpu/workload.ts";

interface Kernel {
  readonly kind: string;
  readonly seconds: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly dtype: string;
  readonly batch: number;
  readonly heads: number;
  readonly length: number;
  readonly size: number;
  readonly backend: string;
  readonly backward: boolean;
}

const file = fileURLToPath(new URL("h200-kernels.json", import.meta.url));
const { rows } = JSON.parse(readFileSync(file, "utf8")) as { rows: Kernel[] };

function workIn(dtype: "bf16" | "fp8") {
  const [system, model] = [findSystem("dgx-h200"), findModel("llama3-8b")];
  if (system?.kind !== "gpu" || !model) throw new Error("the catalog has dgx-h200 and llama3-8b");
  return workload({
    model,
    sequenceLength: 8192,
    globalBatchSize: 1,
    dtype,
    machine: machineOf(system),
    software: softwareCatalog["megatron-core"],
    family: priorCalibration.h100,
    devices: 1,
  });
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const off = (predicted: number, { seconds }: Kernel): number => Math.abs(Math.log(predicted / seconds));

describe("kernels of an H200", () => {
  it.each(["bf16", "fp8"] as const)("products of a training step's sizes in %s: median within 10 %", (dtype) => {
    const large = rows.filter((row) => row.kind === "product" && row.dtype === dtype && row.m * row.n * row.k > 1e11);
    expect(large.length).toBeGreaterThan(40);
    const work = workIn(dtype);
    expect(median(large.map((row) => off(matrixSeconds(work, row.m, row.n, row.k), row)))).toBeLessThan(0.1);
  });

  it.each([false, true])("attention made for the family, backward %s: median within 12 %", (backward) => {
    const own = rows.filter((row) => row.kind === "attention" && row.backend === "cudnn" && row.backward === backward);
    expect(own.length).toBeGreaterThan(10);
    const work = workIn("bf16");
    const errors = own.map((row) => {
      const flops = 4 * row.batch * row.heads * row.length ** 2 * row.size;
      const forward = fusedAttentionSeconds(work, flops, row.size, row.length);
      return off(forward * (backward ? fusedBackward : 1), row);
    });
    expect(median(errors)).toBeLessThan(0.12);
  });
});
