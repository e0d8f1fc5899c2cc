// Guarantee: every ask has an answer on every system, and a plan is plain data that survives JSON unchanged.
import { describe, expect, it } from "vitest";
import { findSystem, hardwareCatalog } from "../hardware/catalog.ts";
import { modelCatalog } from "../model/catalog.ts";
import { askOf, choiceOf, planned } from "./ask.test-kit.ts";
import { plan, planAll, sensibleDevices } from "./dispatch.ts";

describe("planAll", () => {
  const offered = ["dgx-a100-80", "dgx-h100", "dgx-h200", "dgx-b200", "cs-2", "cs-3"];

  it.each(modelCatalog.map((model) => model.id))("plans %s on every system that Ingot runs", (id) => {
    const ask = askOf(id);
    const systems = hardwareCatalog.filter((system) => offered.includes(system.id));
    const choices = systems.map((system) => choiceOf(system.id, sensibleDevices(ask, system)));
    for (const { choice, outcome } of planAll(ask, choices)) {
      expect(outcome.kind, `${choice.devices} x ${choice.system}`).toBe("plan");
    }
  });

  it("answers on every system of the catalog: a plan on today's, on the oldest why there is none", () => {
    const alternatives = planAll(askOf("llama3-8b"));
    expect(alternatives.map((each) => each.choice.system)).toEqual(hardwareCatalog.map((system) => system.id));
    const refused = alternatives.filter(({ outcome }) => outcome.kind === "infeasible");
    for (const { choice } of refused) expect(findSystem(choice.system)?.year, choice.system).toBeLessThan(2020);
    const volta = refused.find(({ choice }) => choice.system === "dgx-2");
    expect(volta?.outcome.kind === "infeasible" && volta.outcome.reason.code).toBe("dtype");
  });

  it("takes the choices it is given, in their order", () => {
    const choices = [choiceOf("cs-3", 2), choiceOf("dgx-h100", 16)];
    expect(planAll(askOf("gpt2-xl"), choices).map((each) => each.choice)).toEqual(choices);
  });
});

describe("plan", () => {
  it("is plain data with the same answer every time", () => {
    for (const choice of [choiceOf("dgx-h200", 64), choiceOf("cs-2", 4)]) {
      const outcome = planned(plan(askOf("gpt-neox-20b"), choice));
      expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
      expect(plan(askOf("gpt-neox-20b"), choice)).toEqual(outcome);
    }
  });

  it("gives every reason a sentence and numbers", () => {
    for (const choice of [choiceOf("dgx-b200", 64), choiceOf("cs-3", 4)]) {
      const { reasons } = planned(plan(askOf("llama3-8b"), choice));
      expect(reasons.length).toBeGreaterThan(4);
      for (const reason of reasons) {
        expect(reason.text).toMatch(/\d.*\.$/);
        expect(Object.keys(reason.values).length).toBeGreaterThan(0);
      }
    }
  });

  it("names the systems there are when asked for another", () => {
    expect(() => plan(askOf("gpt2"), choiceOf("tpu", 8))).toThrow(/dgx-a100-80.*received "tpu"/);
  });
});

describe("sensibleDevices", () => {
  it("is a power of two that the system has", () => {
    for (const system of hardwareCatalog) {
      const devices = sensibleDevices(askOf("llama3-70b"), system);
      expect(Math.log2(devices) % 1).toBe(0);
      expect(devices).toBeLessThanOrEqual(system.devicesMax.value);
    }
  });
});
