/** Nodes of one system at one site that are promised to somebody. **Unit** milliseconds since the epoch; `to` exclusive. */
export interface NodeHold {
  readonly siteId: string;
  readonly systemId: string;
  readonly nodes: number;
  readonly from: number;
  readonly to: number;
}

/** A wish for nodes of one system at one site for a span of time. */
export interface NodeWish {
  readonly total: number;
  readonly nodes: number;
  readonly from: number;
  readonly milliseconds: number;
}

/** The most nodes that holds take at any moment of [from, to). */
export function nodesTaken(holds: readonly NodeHold[], from: number, to: number): number {
  const overlapping = holds.filter((hold) => hold.from < to && hold.to > from);
  const moments = [from, ...overlapping.map((hold) => hold.from).filter((moment) => moment > from)];
  const takenAt = (moment: number) =>
    overlapping.filter((hold) => hold.from <= moment && hold.to > moment).reduce((sum, hold) => sum + hold.nodes, 0);
  return Math.max(0, ...moments.map(takenAt));
}

/** The earliest instant at which the nodes are free for the whole span; undefined when there are not so many at all. */
export function earliestStart(holds: readonly NodeHold[], wish: NodeWish): number | undefined {
  if (wish.nodes > wish.total) return undefined;
  const ends = holds.map((hold) => hold.to).filter((end) => end > wish.from);
  const candidates = [wish.from, ...ends].toSorted((left, right) => left - right);
  return candidates.find((start) => nodesTaken(holds, start, start + wish.milliseconds) + wish.nodes <= wish.total);
}
