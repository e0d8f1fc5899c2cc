"use client";

import { useComputedColorScheme } from "@mantine/core";
import { type RefObject, useEffect } from "react";
import { type Inks, inksOf, sheetOf } from "./canvas.ts";

type Draw = (pen: CanvasRenderingContext2D, inks: Inks) => void;

/** Draws on a canvas of so many pixels in the frame after `draw`, its size or the page's colours have changed. */
export function useSheet(
  canvas: RefObject<HTMLCanvasElement | null>,
  width: number,
  height: number,
  draw: Draw | null,
): void {
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  useEffect(() => {
    const { current } = canvas;
    if (!current || !draw || width === 0) return undefined;
    const frame = requestAnimationFrame(() => {
      const pen = sheetOf(current, width, height);
      if (pen) draw(pen, inksOf(current));
    });
    return () => cancelAnimationFrame(frame);
  }, [canvas, width, height, scheme, draw]);
}
