// Guarantee: platform time never goes back, never jumps, and stands still while nobody is there.
import fc from "fast-check";
import { expect, test } from "vitest";
import { platformNow, realDelayUntil, withRate } from "./clock.ts";

const clock = { anchorReal: 1_000_000, anchorPlatform: 5_000_000, rate: 5000, heartbeatReal: 1_000_000, grace: 10_000 };

test("time runs at the rate, and stops at the last heartbeat plus grace", () => {
  expect(platformNow(clock, 1_000_100)).toBe(5_500_000);
  expect(platformNow(clock, 1_010_000)).toBe(55_000_000);
  expect(platformNow(clock, 9_999_999)).toBe(55_000_000);
  expect(platformNow(clock, 0)).toBe(5_000_000);
});

test("a change of rate moves no instant", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_000 }), fc.double({ min: 0, max: 10_000, noNaN: true }), (after, rate) => {
      const now = clock.anchorReal + after;
      expect(platformNow(withRate(clock, now, rate), now)).toBe(platformNow(clock, now));
    }),
  );
  expect(() => withRate(clock, 0, -1)).toThrow(/0 or more, received -1/);
});

test("after the delay the instant is reached, and not much earlier", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40_000_000 }), fc.constantFrom(1, 60, 5000), (ahead, rate) => {
      const running = { ...clock, rate, grace: Number.MAX_SAFE_INTEGER };
      const instant = platformNow(running, clock.anchorReal) + ahead;
      const delay = realDelayUntil(running, clock.anchorReal, instant) ?? -1;
      expect(platformNow(running, clock.anchorReal + delay)).toBeGreaterThanOrEqual(instant);
      expect(platformNow(running, clock.anchorReal + delay - 2)).toBeLessThan(instant);
    }),
  );
  expect(realDelayUntil({ ...clock, rate: 0 }, clock.anchorReal, 6_000_000)).toBeUndefined();
  expect(realDelayUntil(clock, clock.anchorReal, 4_000_000)).toBe(0);
});
