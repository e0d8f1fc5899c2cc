"use client";

import { useEffect, useState } from "react";
import type { Floor } from "../question.ts";
import { type Point, sceneOf, type SceneWafer, type Size } from "./scene.ts";
import { closeUp, fit, pan, type View, zoom } from "./view.ts";

export interface Core {
  readonly row: number;
  readonly column: number;
}

const centerOf = (wafer: SceneWafer, { row, column }: Core): Point => ({
  x: wafer.x + column + 0.5,
  y: wafer.y + row + 0.5,
});

/** What of the floor is in the picture, and how to move it. */
export function useFloorView(floor: Floor, picture: Size) {
  const [moved, setMoved] = useState<View | null>(null);
  const { execution, fabric } = floor;
  // Another machine is another scene.
  useEffect(() => setMoved(null), [execution, fabric.rows, fabric.columns]);
  const scene = sceneOf(floor, picture);
  const whole = fit(scene, picture);
  const view = moved ?? whole;
  const change = (next: View) => setMoved(next.scale <= whole.scale * 1.001 ? null : next);
  return {
    scene,
    view,
    near: moved !== null,
    all: () => setMoved(null),
    panBy: (by: Point) => change(pan(view, by, scene, picture)),
    zoomAt: (factor: number, at: Point) => change(zoom(view, factor, at, scene, picture)),
    zoomMiddle: (factor: number) =>
      change(zoom(view, factor, { x: picture.width / 2, y: picture.height / 2 }, scene, picture)),
    /** Shows a core from near, on the wafer of that turn. */
    goTo: (core: Core, turn: number) => {
      const wafer = scene.wafers.find((each) => each.turn === turn);
      if (wafer) change(closeUp(centerOf(wafer, core), scene, picture));
    },
  };
}

export type FloorView = ReturnType<typeof useFloorView>;
