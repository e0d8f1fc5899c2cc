// Guarantee: two sites that lie close together do not write over each other on the map.
import { expect, it } from "vitest";
import { placeMarks } from "./place-marks.ts";

it("writes above, and below where above is taken", () => {
  const [north, south, far] = placeMarks([
    { name: "Lyon", x: 480, y: 110 },
    { name: "Frankfurt", x: 492, y: 98 },
    { name: "Ashburn", x: 270, y: 130 },
  ]);
  expect(north).toMatchObject({ name: "Frankfurt", labelY: 84 });
  expect(south).toMatchObject({ name: "Lyon", labelY: 134 });
  expect(far).toMatchObject({ name: "Ashburn", labelY: 116 });
});
