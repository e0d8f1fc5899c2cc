// Guarantee: a chart names its axes with units, tells its lines apart without colour, and says what it shows.
import { expect, it } from "vitest";
import { lineOption, type LineSpec } from "./line-option.ts";

const spec: LineSpec = {
  xName: "Step",
  yName: "Loss, nats a token",
  series: [
    {
      name: "Measured",
      dash: "solid",
      tone: "accent",
      points: [
        [0, 10.8],
        [10, 7.1],
      ],
    },
    {
      name: "Expected",
      dash: "dashed",
      tone: "quiet",
      points: [
        [0, 2.9],
        [10, 2.9],
      ],
    },
  ],
  marks: [{ at: 5, label: "Node failure" }],
  fromZero: false,
};
const colors = { accent: "#b9400b", quiet: "#565c64", text: "#1d2024", line: "#e3dfd6", surface: "#ffffff" };

it("carries names, units, legend and a sentence", () => {
  const option = lineOption(spec, colors, "Loss falls from 10.8 to 7.1.");
  expect(option.xAxis.name).toBe("Step");
  expect(option.yAxis.name).toBe("Loss, nats a token");
  expect(option.legend).toBeDefined();
  expect(option.aria.label.description).toBe("Loss falls from 10.8 to 7.1.");
});

it("gives each line a dash of its own, and marks what happened once", () => {
  const { series } = lineOption(spec, colors, "");
  expect(new Set(series.map((line) => line.lineStyle.type)).size).toBe(2);
  expect(series[0]?.markLine?.data).toEqual([{ xAxis: 5, name: "Node failure" }]);
  expect(series[1]?.markLine).toBeUndefined();
  expect(series[0]?.data).toEqual([
    [0, 10.8],
    [10, 7.1],
  ]);
});
