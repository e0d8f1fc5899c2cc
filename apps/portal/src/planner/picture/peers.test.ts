// Guarantee: the picture joins the ranks that the planner joins, and every device has a place of its own within the sheet.
import { findModel, plan, publishedRecipe, topologyOf } from "@ingot/compute";
import { tokens } from "@ingot/units";
import { expect, test } from "vitest";
import { deviceMap, peersOf } from "./peers.ts";

function topology() {
  const model = findModel("gpt3-175b");
  if (!model) throw new Error("the catalog has GPT-3");
  const { sequenceLength } = publishedRecipe(model);
  const ask = { model, tokens: tokens(3e11), sequenceLength: sequenceLength.value, globalBatchSize: 1536 };
  const made = plan({ ...ask, dtype: "bf16" }, { system: "dgx-h100", devices: 1024 });
  if (made.kind !== "plan") throw new Error(made.reason.text);
  return topologyOf({ ...ask, dtype: "bf16" }, made);
}

test("a rank's peers are the members that the planner names", () => {
  for (const group of topology().groups) {
    for (const members of group.members) {
      const [first = 0] = members;
      expect(peersOf(group, first).slice(0, members.length)).toEqual(members);
      for (const member of members) expect(peersOf(group, member)).toEqual(peersOf(group, first));
    }
  }
});

test.each([1, 8, 24, 1024, 16_384])("%i devices lie apart, within the width, and are found again", (devices) => {
  const machine = { devices, nodes: Math.ceil(devices / 8), devicesPerNode: 8, nodesPerLeaf: 32 };
  const map = deviceMap(machine, 720, 380);
  expect(map.width).toBeLessThanOrEqual(720);
  const places = new Set(Array.from({ length: devices }, (_, device) => map.at(device).join()));
  expect(places.size).toBe(devices);
  for (const device of [0, Math.floor(devices / 2), devices - 1]) {
    const [x, y] = map.at(device);
    expect(map.deviceAt(x + map.cell / 2, y + map.cell / 2)).toBe(device);
  }
});

test.each([1, 13, 1024, 4099, 16_384])("the blocks of %i devices cover their cells and nothing else", (devices) => {
  const machine = { devices, nodes: Math.ceil(devices / 8), devicesPerNode: 8, nodesPerLeaf: 32 };
  const { blocks, cell, at } = deviceMap(machine, 720, 380);
  const area = blocks.reduce((sum, { width, height }) => sum + width * height, 0);
  expect(area).toBeCloseTo(devices * cell * cell, 6);
  const covered = ([x, y]: readonly [number, number]) =>
    blocks.some(
      ({ left, top, width, height }) =>
        left <= x && top <= y && x + cell <= left + width + 1e-9 && y + cell <= top + height + 1e-9,
    );
  for (const device of [0, 5, Math.floor(devices / 2), devices - 2, devices - 1].filter(
    (each) => each >= 0 && each < devices,
  )) {
    expect(covered(at(device))).toBe(true);
  }
});
