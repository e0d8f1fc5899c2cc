/** Makes a canvas so large and sharp. **Returns** its pen, in units of the page, on an empty sheet. */
export function sheetOf(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const sharpness = Math.min(2, window.devicePixelRatio || 1);
  canvas.width = Math.round(width * sharpness);
  canvas.height = Math.round(height * sharpness);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  pen?.scale(sharpness, sharpness);
  return pen;
}

/** The colours of the page at this moment, read where they are defined. */
export function inksOf(element: Element) {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: read("--mantine-color-text"),
    quiet: read("--mantine-color-dimmed"),
    line: read("--ingot-line"),
    surface: read("--ingot-surface"),
    sunken: read("--ingot-sunken"),
    a: read("--tint-a"),
    b: read("--tint-b"),
    c: read("--tint-c"),
    d: read("--tint-d"),
    e: read("--tint-e"),
    f: read("--tint-f"),
    font: style.fontFamily,
  };
}

export type Inks = ReturnType<typeof inksOf>;
