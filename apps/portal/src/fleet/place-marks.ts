interface Point {
  readonly x: number;
  readonly y: number;
}

const near = { x: 90, y: 26 } as const;
const above = -14;
const below = 24;

/** Gives each mark a place for its name: above it, or below where a neighbour to the north-west already wrote there. */
export function placeMarks<Mark extends Point>(
  marks: readonly Mark[],
): readonly (Mark & { readonly labelY: number })[] {
  const placed: (Mark & { readonly labelY: number })[] = [];
  for (const mark of marks.toSorted((left, right) => left.y - right.y)) {
    const taken = (labelY: number) =>
      placed.some((other) => Math.abs(other.x - mark.x) < near.x && Math.abs(other.labelY - labelY) < near.y);
    placed.push({ ...mark, labelY: mark.y + (taken(mark.y + above) ? below : above) });
  }
  return placed;
}
