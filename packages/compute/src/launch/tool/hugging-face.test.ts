// Guarantee: a configuration that an export writes is read back as the same model: parameters to the last one, and what they go through.
import { expect, it } from "vitest";
import { modelCatalog } from "../../model/catalog.ts";
import { shapeOfConfig } from "../../model/hugging-face/shape-of-config.ts";
import { parameterCount } from "../../model/parameters.ts";
import { huggingFaceConfig } from "./hugging-face.ts";

const written = modelCatalog.flatMap((model) => {
  const config = huggingFaceConfig(model);
  return config ? [{ id: model.id, model, config }] : [];
});

it("covers the six families that it says", () => {
  const kinds = new Set(written.map(({ config }) => config["model_type"]));
  expect([...kinds].toSorted()).toEqual(["bloom", "gpt2", "gpt_neox", "gptj", "llama", "opt"]);
});

it.each(written)("$id", ({ model, config }) => {
  const read = shapeOfConfig(config);
  if ("refusal" in read) throw new Error(read.refusal.map(({ text }) => text).join(" "));
  expect(parameterCount(read.shape).total).toBe(parameterCount(model).total);
  // Plans are of training without dropout, whatever a class does unless told.
  expect(read.ignored).toEqual([]);
  if (config["model_type"] === "gpt2") expect(config).toMatchObject({ resid_pdrop: 0, embd_pdrop: 0, attn_pdrop: 0 });
  if (config["model_type"] === "opt") expect(config).toMatchObject({ dropout: 0 });
  expect(read.shape.activation).toBe(model.activation);
  expect(read.shape.normEpsilon).toBe(model.normEpsilon);
});
