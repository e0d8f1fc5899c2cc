// Guarantee: while the slider moves no row of the neighbours comes, goes or changes its place, and each holds what is
// nearest in sense to what stood there.
import { expect, it } from "vitest";
import type { NeighbourView } from "../worker/message.ts";
import { keptRows, rowsOf } from "./kept-rows.ts";

const neighbour = (dimension: string, change: string): NeighbourView => ({
  dimension,
  change,
  verdict: "slower",
  layout: undefined,
  stepTime: undefined,
  slower: 0.1,
  bytes: undefined,
  text: `${change}: 10 % slower.`,
  pins: null,
});

const before = [
  neighbour("tensor", "tensor 8 instead of 4"),
  neighbour("tensor", "tensor 2 instead of 4"),
  neighbour("pipeline", "pipeline 16 instead of 8"),
  neighbour("schedule", "4 chunks a stage instead of 6"),
  neighbour("schedule", "1F1B instead of interleaved"),
  neighbour("recompute", "recompute full instead of none"),
  neighbour("sequence", "sequence parallelism off"),
];

const shown = (after: readonly NeighbourView[]) =>
  keptRows(rowsOf(before), after).map(({ now }) => now?.change ?? null);

it("gives every step of another layout the row of that step, however they are counted", () => {
  const after = [
    neighbour("tensor", "tensor 4 instead of 2"),
    neighbour("tensor", "tensor 1 instead of 2"),
    neighbour("pipeline", "pipeline 2 instead of 1"),
    neighbour("schedule", "1F1B instead of interleaved"),
    neighbour("schedule", "1 chunk a stage instead of 2"),
    neighbour("recompute", "recompute none instead of 1 layer a stage"),
    neighbour("recompute", "recompute full instead of 1 layer a stage"),
    neighbour("sequence", "sequence parallelism on"),
  ];
  expect(shown(after)).toEqual([
    "tensor 4 instead of 2",
    "tensor 1 instead of 2",
    "pipeline 2 instead of 1",
    "1 chunk a stage instead of 2",
    "1F1B instead of interleaved",
    "recompute full instead of 1 layer a stage",
    "sequence parallelism on",
  ]);
});

it("leaves a row empty whose step the layout has not, and every other in its place", () => {
  expect(
    shown([neighbour("tensor", "tensor 2 instead of 1"), neighbour("recompute", "recompute full instead of none")]),
  ).toEqual(["tensor 2 instead of 1", null, null, null, null, "recompute full instead of none", null]);
});

it("names every row once", () => {
  const names = rowsOf(before).map(({ name }) => name);
  expect(new Set(names).size).toBe(before.length);
});
