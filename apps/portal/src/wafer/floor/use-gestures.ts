"use client";

import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef } from "react";
import type { Point } from "./scene.ts";
import type { FloorView } from "./use-floor-view.ts";

const stepPixels = 60;

/** **Returns** whether the key moves the picture. */
function moveByKey({ panBy, zoomMiddle, all }: FloorView, key: string): boolean {
  const moves: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => panBy({ x: stepPixels, y: 0 }),
    ArrowRight: () => panBy({ x: -stepPixels, y: 0 }),
    ArrowUp: () => panBy({ x: 0, y: stepPixels }),
    ArrowDown: () => panBy({ x: 0, y: -stepPixels }),
    "+": () => zoomMiddle(1.6),
    "=": () => zoomMiddle(1.6),
    "-": () => zoomMiddle(1 / 1.6),
    "0": all,
  };
  moves[key]?.();
  return key in moves;
}

const at = ({ nativeEvent }: PointerEvent): Point => ({ x: nativeEvent.offsetX, y: nativeEvent.offsetY });

/** One pointer drags the picture, two stretch it. */
function drag(view: FloorView, pointers: ReadonlyMap<number, Point>, id: number, to: Point): void {
  const from = pointers.get(id) ?? to;
  const other = [...pointers].find(([each]) => each !== id)?.[1];
  if (!other) {
    if (view.near) view.panBy({ x: to.x - from.x, y: to.y - from.y });
    return;
  }
  const apart = (point: Point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
  view.zoomAt(apart(to) / apart(from), other);
}

/** Drag to move, two fingers or the wheel to come closer, keys for both. */
export function useGestures(
  canvas: RefObject<HTMLCanvasElement | null>,
  view: FloorView,
  onPoint: (point: Point) => void,
) {
  const pointers = useRef(new Map<number, Point>());
  const wheel = useRef<(event: WheelEvent) => void>(() => undefined);
  useEffect(() => {
    wheel.current = (event) => {
      // Only who has chosen the picture zooms by the wheel; all others scroll the page past it.
      if (document.activeElement !== canvas.current && !event.ctrlKey) return;
      event.preventDefault();
      view.zoomAt(1.0015 ** -event.deltaY, { x: event.offsetX, y: event.offsetY });
    };
  });
  useEffect(() => {
    const { current } = canvas;
    const listen = (event: WheelEvent) => wheel.current(event);
    // React listens passively, and then a wheel cannot be kept from scrolling the page.
    current?.addEventListener("wheel", listen, { passive: false });
    return () => current?.removeEventListener("wheel", listen);
  }, [canvas]);
  const release = (event: PointerEvent) => void pointers.current.delete(event.pointerId);
  return {
    onPointerMove: (event: PointerEvent) => {
      const { pointerId } = event;
      if (!pointers.current.has(pointerId)) return onPoint(at(event));
      drag(view, pointers.current, pointerId, at(event));
      pointers.current.set(pointerId, at(event));
    },
    onPointerDown: (event: PointerEvent) => {
      pointers.current.set(event.pointerId, at(event));
      event.currentTarget.setPointerCapture(event.pointerId);
      onPoint(at(event));
    },
    onPointerUp: release,
    onPointerCancel: release,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (moveByKey(view, event.key)) event.preventDefault();
    },
  };
}
