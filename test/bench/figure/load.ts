// A bounded load: so many at a time, for so long, and how long each took.
export interface Measured {
  readonly perSecond: number;
  /** **Unit** milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const warmUpMilliseconds = 500;

/**
 * Runs `work` on so many lanes for `milliseconds` after a warm-up. Counted is what ends in that time; what is under way
 * at its end is waited for, so that slow answers are among those whose time is told.
 */
export async function load(
  lanes: number,
  milliseconds: number,
  work: (lane: number) => Promise<unknown>,
): Promise<Measured> {
  const tookMilliseconds: number[] = [];
  let counted = 0;
  const begin = performance.now() + warmUpMilliseconds;
  const end = begin + milliseconds;
  const lane = async (number: number): Promise<void> => {
    for (;;) {
      const started = performance.now();
      if (started >= end) return;
      await work(number);
      const ended = performance.now();
      if (ended >= begin) tookMilliseconds.push(ended - started);
      if (ended >= begin && ended < end) counted += 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
  const sorted = tookMilliseconds.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { perSecond: (counted / milliseconds) * 1000, p50: at(0.5), p99: at(0.99) };
}
