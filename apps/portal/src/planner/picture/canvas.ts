/** Makes a canvas so large and sharp. **Returns** its pen, in units of the page. */
export function sheetOf(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const sharpness = Math.min(2, window.devicePixelRatio || 1);
  const [wide, high] = [Math.round(width * sharpness), Math.round(height * sharpness)];
  // A canvas that is given a size, even the same, gets new memory.
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const pen = canvas.getContext("2d");
  pen?.setTransform(sharpness, 0, 0, sharpness, 0, 0);
  return pen;
}

function readInks(element: Element) {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: read("--mantine-color-text"),
    quiet: read("--mantine-color-dimmed"),
    line: read("--ingot-line"),
    surface: read("--ingot-surface"),
    sunken: read("--ingot-sunken"),
    accent: read("--ingot-accent"),
    a: read("--tint-a"),
    b: read("--tint-b"),
    c: read("--tint-c"),
    d: read("--tint-d"),
    e: read("--tint-e"),
    f: read("--tint-f"),
    font: style.fontFamily,
  };
}

export type Inks = ReturnType<typeof readInks>;

const known = new Map<string, Inks>();

/** The colours of the page at this moment, read once a scheme: each look makes the browser restyle the page. */
export function inksOf(element: Element): Inks {
  const scheme = document.documentElement.dataset["mantineColorScheme"] ?? "";
  const found = known.get(scheme) ?? readInks(element);
  known.set(scheme, found);
  return found;
}
