import { gpuDevices } from "../gpu-devices.ts";
import type { JsonSchema } from "./json-schema.ts";

const positive = (description: string, maximum: number): JsonSchema => ({
  type: "number",
  description,
  exclusiveMinimum: 0,
  maximum,
});

const whole = (description: string, maximum: number): JsonSchema => ({
  type: "integer",
  description,
  minimum: 1,
  maximum,
});

const oversubscription: JsonSchema = {
  type: "number",
  description: "Bandwidth down over bandwidth up at these switches; 1 does not block.",
  minimum: 1,
  maximum: 100,
};

const network: JsonSchema = {
  type: "object",
  description: "The network between nodes.",
  required: ["perDeviceGbps"],
  additionalProperties: false,
  dependentRequired: { oversubscription: ["nodesPerLeaf"] },
  properties: {
    perDeviceGbps: positive("One GPU's share of its node's adapters, each way, in Gb/s.", 10_000),
    adaptersPerNode: whole("Network adapters of a node; one a GPU when absent.", 576),
    nodesPerLeaf: whole("Nodes below one leaf switch, or below one set of rail switches.", 100_000),
    oversubscription,
    levels: {
      type: "array",
      description: "Further levels above the leaves, each with more nodes than the one below.",
      maxItems: 4,
      items: {
        type: "object",
        required: ["nodes", "oversubscription"],
        additionalProperties: false,
        properties: { nodes: whole("Nodes below one switch of this level.", 1_000_000), oversubscription },
      },
    },
  },
};

const peak = (name: string): JsonSchema => positive(`Dense ${name} peak of one GPU in TFLOP/s.`, 1e6);

const board: JsonSchema = {
  type: "object",
  description: "What differs from the board named as device.",
  additionalProperties: false,
  properties: {
    memoryGB: positive("Usable memory of one GPU in GB (1e9 bytes).", 10_000),
    memoryBandwidthGBps: positive("Memory bandwidth of one GPU in GB/s.", 1e6),
    linkGBps: positive("One GPU to its neighbours in the node, each way, in GB/s: half of what makers quote.", 1e5),
    clockShare: { ...positive("Clock under load beside the usual board's, for one held to less power.", 1) },
    watts: positive("Draw of one board at full load in W.", 10_000),
    peakTflops: {
      type: "object",
      description: "Peaks that replace the board's.",
      additionalProperties: false,
      properties: {
        fp32: peak("fp32"),
        tf32: peak("tf32"),
        bf16: peak("bf16"),
        fp16: peak("fp16"),
        fp8: peak("fp8"),
        fp4: peak("fp4"),
      },
    },
  },
};

const host: JsonSchema = {
  type: "object",
  description: "The host of a node; as in NVIDIA's own node of these boards where absent.",
  additionalProperties: false,
  properties: {
    memoryGB: positive("Memory of a node in GB.", 1e6),
    memoryBandwidthGBps: positive("Its bandwidth in GB/s.", 1e5),
    linkGBps: positive("One GPU to the host, each way, in GB/s.", 10_000),
    storageTB: positive("Local drives of a node in TB.", 1e5),
    storageGBps: positive("Their speed of writing in GB/s.", 10_000),
  },
};

const powerPrice: JsonSchema = {
  type: "object",
  description: "What a kilowatt hour costs.",
  required: ["perKilowattHour", "currency"],
  additionalProperties: false,
  properties: {
    perKilowattHour: positive("Price of a kilowatt hour.", 1000),
    currency: { type: "string", description: "ISO 4217 code, such as EUR.", minLength: 3, maxLength: 3 },
  },
};

/** The description of a customer's own cluster: one small JSON file. */
export const clusterSchema: JsonSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "https://ingot.example/schema/cluster.json",
  title: "A GPU cluster of one's own",
  type: "object",
  required: ["device", "nodes"],
  additionalProperties: false,
  properties: {
    $schema: { type: "string", description: "Where this schema lies, for editors.", maxLength: 500 },
    name: { type: "string", description: "What the cluster is called.", minLength: 1, maxLength: 80 },
    device: { type: "string", description: "The board, or the nearest to it.", enum: gpuDevices.map(({ id }) => id) },
    nodes: whole("Nodes of the cluster.", 100_000),
    devicesPerNode: whole("GPUs of a node; 8 when absent.", 576),
    linkDomain: whole("GPUs that reach each other over NVLink or the node's own bus; a node's when absent.", 576),
    network,
    board,
    host,
    nodeWatts: positive(
      "Draw of a node at full load in W; 1.85 times its boards' when absent, 1.39 of GB200 and GB300.",
      1e6,
    ),
    nodeWattsIdle: positive("The same at rest; 30% of full load when absent.", 1e6),
    faultsPerNodeDay: {
      type: "number",
      description:
        "Failures that stop a job, a node and day, 0 for none; Llama 3's 0.0038 for every 8 GPUs when absent.",
      minimum: 0,
      maximum: 10,
    },
    powerPrice,
  },
  examples: [
    {
      name: "Our H100s",
      device: "h100-sxm",
      nodes: 16,
      network: { perDeviceGbps: 400, nodesPerLeaf: 4, oversubscription: 2 },
      powerPrice: { perKilowattHour: 0.14, currency: "EUR" },
    },
  ],
};
