// Guarantee: the files that the guide shows are read, and the counts that it states are those of the catalogs.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { clusterOfJson, gpuDevices, modelCatalog, parameterCount, shapeOfConfig } from "./index.ts";
import { publishedConfigs } from "./model/hugging-face/published-configs.test-kit.ts";

const guide = readFileSync(new URL("../../../docs/your-model-your-cluster.md", import.meta.url), "utf8");
const [model, cluster] = [...guide.matchAll(/```json\n([\s\S]*?)```/g)].map(
  (found) => JSON.parse(found[1] ?? "") as unknown,
);

it("reads the guide's model: Llama 2 13B, to the last parameter", () => {
  const found = shapeOfConfig(model);
  expect("shape" in found && parameterCount(found.shape).total).toBe(13_015_864_320);
});

it("reads the guide's cluster: 128 boards of the catalog", () => {
  const found = clusterOfJson(cluster);
  if ("refusal" in found) throw new Error(found.refusal[0]?.text);
  expect(found.cluster.devices).toBe(128);
  expect(gpuDevices.map(({ id }) => id as string)).toContain(found.cluster.system.device);
});

it("states as many models and published files as there are", () => {
  expect(guide).toContain(`knows ${modelCatalog.length} open models`);
  expect(guide).toContain(`For ${publishedConfigs.length}\npublished files`);
});
