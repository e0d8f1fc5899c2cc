/**
 * The platform clock: platform time runs `rate` times as fast as real time from an anchor, and stands still once the
 * heartbeat is older than the grace, so that a night off costs nobody a day. The database holds the same formula.
 */
export interface PlatformClock {
  /** **Unit** milliseconds since the epoch, real time. */
  readonly anchorReal: number;
  /** **Unit** milliseconds since the epoch, platform time. */
  readonly anchorPlatform: number;
  /** Platform milliseconds per real millisecond. **Range** 0 or more. */
  readonly rate: number;
  /** The last sign of life of the stack. **Unit** milliseconds since the epoch, real time. */
  readonly heartbeatReal: number;
  /** How long after the heartbeat time still runs. **Unit** milliseconds, real time. */
  readonly grace: number;
}

/** The platform instant at real instant `nowReal`. Never before the anchor. */
export function platformNow(clock: PlatformClock, nowReal: number): number {
  const running = Math.max(clock.anchorReal, Math.min(nowReal, clock.heartbeatReal + clock.grace));
  return clock.anchorPlatform + Math.floor((running - clock.anchorReal) * clock.rate);
}

/**
 * Real milliseconds from `nowReal` until platform time reaches `instant`, were the heartbeat kept up.
 * **Returns** 0 when it has been reached, undefined when time stands still.
 */
export function realDelayUntil(clock: PlatformClock, nowReal: number, instant: number): number | undefined {
  const left = instant - platformNow(clock, nowReal);
  if (left <= 0) return 0;
  if (!(clock.rate > 0)) return undefined;
  return Math.max(1, Math.ceil(left / clock.rate));
}

/** The same clock running at `rate` from `nowReal` on, without a jump in platform time. */
export function withRate(clock: PlatformClock, nowReal: number, rate: number): PlatformClock {
  if (!(rate >= 0 && rate < Infinity)) throw new RangeError(`a clock's rate is 0 or more, received ${rate}`);
  return { ...clock, anchorReal: nowReal, anchorPlatform: platformNow(clock, nowReal), rate, heartbeatReal: nowReal };
}
