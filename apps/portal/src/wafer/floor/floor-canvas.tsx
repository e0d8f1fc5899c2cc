"use client";

import { Button, Group } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { Floor, Kernel } from "../question.ts";
import { usePicture } from "../use-picture.ts";
import classes from "../wafer.module.css";
import { paintFloor } from "./paint.ts";
import { kernelAt } from "./scene.ts";
import { type Core, useFloorView } from "./use-floor-view.ts";
import { useGestures } from "./use-gestures.ts";
import { toScene } from "./view.ts";

interface FloorCanvasProps {
  readonly floor: Floor;
  readonly coreOf: Uint32Array | null;
  readonly selected: Kernel;
  readonly label: string;
  /** A core to be shown from near; a new object moves the picture again. */
  readonly target: Core | null;
  readonly onSelect: (kernel: Kernel) => void;
}

/** The floor as a picture that can be moved and come close to. */
export function FloorCanvas({ floor, coreOf, selected, label, target, onSelect }: FloorCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { picture, palette } = usePicture(canvas);
  const view = useFloorView(floor, picture);
  const gestures = useGestures(canvas, view, (point) => {
    const kernel = kernelAt(view.scene, toScene(view.view, point));
    if (kernel && kernel !== selected) onSelect(kernel);
  });
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || picture.width === 0) return;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    paintFloor(context, { floor, coreOf, scene: view.scene, view: view.view, picture, selected }, palette);
  });
  const shown = useRef<Core | null>(null);
  useEffect(() => {
    if (target && target !== shown.current) view.goTo(target, selected.turn);
    shown.current = target;
  });
  return (
    <div>
      <canvas
        ref={canvas}
        className={classes.floor}
        data-near={view.near}
        data-alone={view.scene.wafers.length === 1}
        width={Math.round(picture.width * devicePixelRatio)}
        height={Math.round(picture.height * devicePixelRatio)}
        tabIndex={0}
        role="img"
        aria-label={label}
        {...gestures}
      />
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" variant="default" onClick={() => view.zoomMiddle(2)}>
          Closer
        </Button>
        <Button size="compact-sm" variant="default" disabled={!view.near} onClick={() => view.zoomMiddle(0.5)}>
          Farther
        </Button>
        <Button size="compact-sm" variant="default" disabled={!view.near} onClick={view.all}>
          Whole
        </Button>
        <span className={classes.hint}>Drag to move; click, then turn the wheel or press + and − to zoom.</span>
      </Group>
    </div>
  );
}
