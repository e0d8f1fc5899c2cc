// Guarantee: every turn is drawn once, inside the picture, and a pointer finds the kernel that has the core below it.
import { expect, it } from "vitest";
import type { Floor, Kernel } from "../question.ts";
import { coreAt, kernelAt, sceneOf } from "./scene.ts";
import { closeUp, fit, pan, toScene, zoom } from "./view.ts";

const kernel = (name: string, turn: number, x: number, width: number): Kernel =>
  ({ name, label: name, turn, x, y: 0, width, height: 80 }) as Kernel;

const floorOf = (rectangles: readonly Kernel[]): Floor =>
  ({ execution: "streamed", fabric: { rows: 100, columns: 60 }, rectangles }) as unknown as Floor;

const picture = { width: 800, height: 300 };

it("draws each turn once, side by side where the picture is wide, below each other where it is tall", () => {
  const floor = floorOf([kernel("a", 0, 0, 60), kernel("b", 1, 0, 40), kernel("c", 2, 0, 20)]);
  const wide = sceneOf(floor, picture);
  expect(wide.wafers.map(({ turn }) => turn)).toEqual([0, 1, 2]);
  expect(new Set(wide.wafers.map(({ y }) => y)).size).toBe(1);
  const tall = sceneOf(floor, { width: 200, height: 900 });
  expect(new Set(tall.wafers.map(({ x }) => x)).size).toBe(1);
  for (const { x, y } of wide.wafers) {
    expect(x + wide.columns).toBeLessThanOrEqual(wide.width);
    expect(y + wide.rows).toBeLessThanOrEqual(wide.height);
  }
});

it("finds the kernel below a point, and none where cores have nothing to do", () => {
  const floor = floorOf([kernel("a", 0, 0, 60), kernel("b", 1, 0, 40)]);
  const scene = sceneOf(floor, picture);
  const second = scene.wafers[1];
  if (!second) throw new Error("two wafers are drawn");
  expect(coreAt(scene, { x: second.x + 12.5, y: second.y + 7.5 })).toEqual({ wafer: second, row: 7, column: 12 });
  expect(kernelAt(scene, { x: second.x + 12, y: second.y + 7 })?.name).toBe("b");
  expect(kernelAt(scene, { x: second.x + 50, y: second.y + 7 })).toBeNull();
  expect(kernelAt(scene, { x: second.x + 12, y: second.y + 90 })).toBeNull();
  expect(kernelAt(scene, { x: second.x - 1, y: second.y + 7 })).toBeNull();
});

it("comes closer around the pointer, never leaves the scene, and ends at the whole", () => {
  const scene = { width: 1000, height: 500 };
  const whole = fit(scene, picture);
  expect(whole.scale).toBe(0.6);
  const at = { x: 500, y: 120 };
  const near = zoom(whole, 4, at, scene, picture);
  const [before, after] = [toScene(whole, at), toScene(near, at)];
  expect(after.x).toBeCloseTo(before.x, 6);
  expect(after.y).toBeCloseTo(before.y, 6);
  const far = pan(near, { x: 1e6, y: 1e6 }, scene, picture);
  expect(far).toMatchObject({ x: 0, y: 0 });
  const other = pan(near, { x: -1e6, y: -1e6 }, scene, picture);
  expect(other.x + picture.width / other.scale).toBeCloseTo(scene.width, 6);
  expect(zoom(near, 0.001, at, scene, picture)).toEqual(whole);
  const core = closeUp({ x: 300, y: 200 }, scene, picture);
  expect(toScene(core, { x: 400, y: 150 })).toEqual({ x: 300, y: 200 });
});
