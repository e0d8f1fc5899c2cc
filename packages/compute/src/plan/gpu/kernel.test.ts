// Guarantee: what is measured of matrix units says nothing about fp32, which plain cores compute, in attention too.
import { describe, expect, it } from "vitest";
import { findModel } from "../../model/catalog.ts";
import { gpuSystems } from "../../hardware/gpu-systems.ts";
import { fusedAttentionSeconds, matrixSeconds } from "./kernel.ts";
import { machineOf } from "./machine.ts";
import { softwareCatalog } from "./software.ts";
import { workload, type GpuWorkload } from "./workload.ts";

function work(id: string, dtype: "fp32" | "tf32" | "bf16"): GpuWorkload {
  const system = gpuSystems.find((entry) => entry.id === id);
  const model = findModel("llama3-8b");
  if (!system || !model) throw new Error(`${id} is a GPU system of the catalog`);
  return workload({
    model,
    sequenceLength: 4096,
    globalBatchSize: 64,
    dtype,
    machine: machineOf(system),
    software: softwareCatalog["megatron-core"],
    devices: 8,
  });
}

const product = (of: GpuWorkload): number => matrixSeconds(of, 8192, 8192, 8192);
const attention = (of: GpuWorkload): number => fusedAttentionSeconds(of, 1e13, 128, 4096);

describe("products in fp32", () => {
  it("take on B200 what they take on H100: its plain cores are a ninth faster, and its board's clock is held as far back", () => {
    const ratio = product(work("dgx-b200", "fp32")) / product(work("dgx-h100", "fp32"));
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.1);
  });

  it.each(["dgx-a100-80", "dgx-h100", "dgx-b200"])("are slower on %s than tf32, and tf32 than bf16", (id) => {
    for (const seconds of [product, attention]) {
      expect(seconds(work(id, "fp32"))).toBeGreaterThan(1.5 * seconds(work(id, "tf32")));
      expect(seconds(work(id, "tf32"))).toBeGreaterThan(1.5 * seconds(work(id, "bf16")));
    }
  });
});
