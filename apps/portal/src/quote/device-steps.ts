/** Counts worth offering on a slider: powers of two and their halfway points, up to what there is. */
export function deviceSteps(most: number, perNode: number): readonly number[] {
  const steps: number[] = [];
  for (let count = 1; count <= most; count *= 2) {
    steps.push(count);
    const halfway = count * 1.5;
    // Halfway points only where they fill whole nodes.
    if (halfway <= most && Number.isInteger(halfway) && halfway % perNode === 0) steps.push(halfway);
  }
  return steps;
}

/** The position of the step nearest to a count, by ratio. */
export function nearestStep(steps: readonly number[], count: number): number {
  let best = 0;
  for (const [index, step] of steps.entries()) {
    if (Math.abs(Math.log(step / count)) < Math.abs(Math.log((steps[best] ?? 1) / count))) best = index;
  }
  return best;
}
