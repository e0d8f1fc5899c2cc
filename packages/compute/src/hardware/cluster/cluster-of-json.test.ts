// Guarantee: a description gives the system it states, what is not stated says so, and a broken one is refused by path.
import { readFileSync } from "node:fs";
import { tokens } from "@ingot/units";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findModel } from "../../model/catalog.ts";
import { plan } from "../../plan/dispatch.ts";
import type { Plan } from "../../plan/plan.ts";
import { findSystem } from "../catalog.ts";
import type { GpuSystem } from "../system.ts";
import { clusterOfJson, type DescribedCluster } from "./cluster-of-json.ts";
import { clusterSchema } from "./cluster-schema.ts";
import { checkJson } from "./json-schema.ts";

function clusterOf(json: unknown): DescribedCluster {
  const found = clusterOfJson(json);
  if ("refusal" in found) throw new Error(found.refusal.map((reason) => reason.text).join(" "));
  return found.cluster;
}

const textsOf = (json: unknown): string[] => {
  const found = clusterOfJson(json);
  return "refusal" in found ? found.refusal.map((reason) => reason.text) : [];
};

const example = {
  name: "Our H100s",
  device: "h100-sxm",
  nodes: 16,
  network: { perDeviceGbps: 400, nodesPerLeaf: 4, oversubscription: 2 },
  powerPrice: { perKilowattHour: 0.14, currency: "EUR" },
};

function stepOn(system: GpuSystem, devices: number): Plan {
  const model = findModel("llama3-8b");
  if (!model) throw new Error("llama3-8b is in the catalog");
  const ask = { model, tokens: tokens(1e11), sequenceLength: 8192, globalBatchSize: 512, dtype: "bf16" } as const;
  const outcome = plan(ask, { system: system.id, devices, described: system });
  if (outcome.kind !== "plan") throw new Error(outcome.reason.text);
  return outcome;
}

describe("clusterOfJson", () => {
  it("reads the example of the schema", () => {
    expect(clusterSchema.examples).toEqual([example]);
    const { system, devices } = clusterOf(example);
    expect(system).toMatchObject({ id: "own-our-h100s", label: "Our H100s", family: "h100", device: "h100-sxm" });
    expect(devices).toBe(128);
    expect(system.powerPrice).toMatchObject({ value: 0.14, unit: "EUR/kWh" });
    expect(system.networkBandwidth).toMatchObject({ value: 50e9, unit: "B/s" });
    expect(system.fabric?.map(({ nodes, oversubscription }) => [nodes.value, oversubscription.value])).toEqual([
      [4, 2],
    ]);
    expect(system.memory.value).toBe(80 * 2 ** 30);
    expect(JSON.parse(JSON.stringify(system))).toEqual(system);
  });

  it("says of each number whether it was stated, is the board's, or is assumed", () => {
    const { system } = clusterOf({ ...example, nodeWatts: 9000 });
    expect(system.nodePower).toMatchObject({ value: 9000, source: "stated in the cluster's description" });
    expect(system.faultsPerNodeDay.assumed).toBe(true);
    expect(system.hostMemory.source).toMatch(/not stated/);
    expect(system.peaks.bf16?.source).toMatch(/accelerator tables/);
  });

  it("plans on it as on the catalog's own when it describes that", () => {
    const { system } = clusterOf({ device: "h100-sxm", nodes: 8, network: { perDeviceGbps: 400 } });
    const own = stepOn(system, 64);
    const dgx = findSystem("dgx-h100");
    if (dgx?.kind !== "gpu") throw new Error("dgx-h100 is a GPU system of the catalog");
    expect(own.stepTime).toBe(stepOn(dgx, 64).stepTime);
    expect(own.hardware.described).toEqual(system);
  });

  it("assumes of a rack, and of its trays, the draw and the faults of the catalog's own", () => {
    const rack = clusterOf({ device: "gb200", nodes: 1, devicesPerNode: 72 }).system;
    const trays = { device: "gb200", nodes: 18, devicesPerNode: 4, linkDomain: 72, network: { perDeviceGbps: 400 } };
    const tray = clusterOf(trays).system;
    const own = findSystem("gb200-nvl72");
    if (own?.kind !== "gpu") throw new Error("gb200-nvl72 is a GPU system of the catalog");
    for (const field of ["nodePower", "nodePowerIdle", "faultsPerNodeDay"] as const) {
      expect(Math.abs(rack[field].value / own[field].value - 1)).toBeLessThan(0.01);
      expect((18 * tray[field].value) / rack[field].value).toBeCloseTo(1, 9);
      expect(rack[field].assumed).toBe(true);
    }
  });

  it("is slower behind narrow uplinks, and with boards that are held to less power", () => {
    const slow = { perDeviceGbps: 50, nodesPerLeaf: 1 };
    const wide = clusterOf({ device: "h100-sxm", nodes: 64, network: slow }).system;
    const narrow = clusterOf({ device: "h100-sxm", nodes: 64, network: { ...slow, oversubscription: 8 } }).system;
    expect(stepOn(narrow, 512).stepTime).toBeGreaterThan(stepOn(wide, 512).stepTime);
    const held = clusterOf({ device: "h100-sxm", nodes: 64, network: slow, board: { clockShare: 0.8 } }).system;
    expect(stepOn(held, 8).stepTime).toBeGreaterThan(1.1 * stepOn(wide, 8).stepTime);
  });

  it("replaces what a board states", () => {
    const board = { memoryGB: 96, memoryBandwidthGBps: 2400, linkGBps: 200, peakTflops: { bf16: 800 } };
    const { system } = clusterOf({ ...example, board });
    expect(system.memory.value).toBe(96e9);
    expect(system.memoryBandwidth.value).toBe(2.4e12);
    expect(system.linkBandwidth.value).toBe(2e11);
    expect([system.peaks.bf16?.value, system.peaks.fp8?.value]).toEqual([8e14, 1979e12]);
  });

  it("refuses more GPUs than were described, and a choice that names another system", () => {
    const { system } = clusterOf({ device: "a100-sxm-80", nodes: 1 });
    expect(() => stepOn(system, 16)).toThrow(
      "16 devices were asked for; one 1 x 8 A100 SXM 80 GB cluster has at most 8.",
    );
    const model = findModel("gpt2");
    if (!model) throw new Error("gpt2 is in the catalog");
    const ask = { model, tokens: tokens(1e9), sequenceLength: 1024, globalBatchSize: 64, dtype: "bf16" } as const;
    expect(() => plan(ask, { system: "dgx-h100", devices: 8, described: system })).toThrow(/received "dgx-h100"/);
  });

  it("suggests other systems where the cluster is too small", () => {
    const { system } = clusterOf({ device: "a100-sxm-40", nodes: 1 });
    const model = findModel("gpt-neox-20b");
    if (!model) throw new Error("gpt-neox-20b is in the catalog");
    const ask = { model, tokens: tokens(1e11), sequenceLength: 2048, globalBatchSize: 1536, dtype: "bf16" } as const;
    const outcome = plan(ask, { system: system.id, devices: 4, described: system });
    expect(outcome.kind === "infeasible" && outcome.suggestion).toMatch(/^Take /);
  });

  it.each([
    [null, "the description must be an object; received null."],
    [{ nodes: 2 }, "device must be stated; received nothing."],
    [{ ...example, device: "h100" }, /^device must be .*, gb300 \(did you mean h100-sxm\?\); received "h100"\.$/],
    [{ ...example, nodes: 0 }, "nodes must be at least 1 and at most 100000; received 0."],
    [{ ...example, nodes: 2.5 }, "nodes must be a whole number; received 2.5."],
    [{ ...example, network: { perDeviceGbps: -1 } }, /^network\.perDeviceGbps must be above 0 .*; received -1\.$/],
    [{ ...example, network: {} }, "network.perDeviceGbps must be stated; received nothing."],
    [
      { ...example, network: { perDeviceGbps: 400, oversubscription: 2 } },
      "network.nodesPerLeaf must be stated where oversubscription is; received nothing.",
    ],
    [
      { ...example, network: { perDeviceGbps: 400, oversubscription: 0.5, nodesPerLeaf: 4 } },
      "network.oversubscription must be at least 1 and at most 100; received 0.5.",
    ],
    [{ device: "h100-sxm", nodes: 2 }, "network must be stated for more than one node; received nothing."],
    [{ ...example, netwrok: {} }, /^netwrok is no field \(did you mean network\?\); there are .*; received \{\}\.$/],
    [{ ...example, gpus: 8 }, /^gpus is no field; there are \$schema, name, device, .*; received 8\.$/],
    [{ ...example, linkDomain: 200 }, "linkDomain must be at most the cluster's 128 GPUs; received 200."],
    [{ ...example, nodeWatts: 5, nodeWattsIdle: 6 }, "nodeWattsIdle must be at most nodeWatts, 5; received 6."],
    [
      { ...example, network: { perDeviceGbps: 400, nodesPerLeaf: 4, levels: [{ nodes: 4, oversubscription: 1 }] } },
      "network.levels[0].nodes must be above the 4 of the level below; received 4.",
    ],
  ])("refuses %j", (json, text) => {
    const texts = textsOf(json);
    expect(texts.length).toBe(1);
    if (text instanceof RegExp) expect(texts[0]).toMatch(text);
    else expect(texts[0]).toBe(text);
  });
});

describe("clusterSchema", () => {
  const file = new URL("../../../cluster.schema.json", import.meta.url);

  it("is the file that editors and other programs read", () => {
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(clusterSchema);
  });

  it("is checked as a validator of JSON Schema checks it, whatever is changed", () => {
    const validate = new Ajv2020({ strict: true }).compile(clusterSchema as object);
    const names = [...Object.keys(clusterSchema.properties ?? {}), "else"];
    const part = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(0, 1, -3, 0.5, 1e9, "h100-sxm", "", {}, [], { perDeviceGbps: 200, nodesPerLeaf: 2 }),
      fc.record({ perDeviceGbps: fc.double(), levels: fc.array(fc.record({ nodes: fc.integer() })) }),
    );
    const changed = fc
      .dictionary(fc.constantFrom(...names), part, { maxKeys: 3 })
      .map((changes) => JSON.parse(JSON.stringify({ ...example, ...changes })) as unknown);
    fc.assert(
      fc.property(fc.oneof(changed, fc.jsonValue()), (json) => {
        expect(checkJson(json, clusterSchema).length === 0).toBe(validate(json));
        expect(() => clusterOfJson(json)).not.toThrow();
      }),
      { seed: 20261120, numRuns: 3000 },
    );
  });
});
