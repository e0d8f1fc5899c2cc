// Guarantee: a run is called late exactly when its date says so, and at risk before that.
import { expect, it } from "vitest";
import { punctualityOf } from "./punctuality.ts";

const promised = "2026-11-28T00:00:00.000Z";
const running = { status: "active", promised_finish: promised, finished_at: null } as const;
const estimate = (p50: string, p90: string) => ({ ...running, estimated_finish: { p50, p90 } });

it("compares the estimate with the promise", () => {
  expect(punctualityOf(estimate("2026-11-26T00:00:00Z", "2026-11-27T00:00:00Z"))).toEqual({
    tone: "good",
    text: "On time: even P90 is 1 d before the promise",
  });
  expect(punctualityOf(estimate("2026-11-27T00:00:00Z", "2026-11-28T02:00:00Z"))?.tone).toBe("warn");
  expect(punctualityOf(estimate("2026-11-28T03:00:00Z", "2026-11-29T00:00:00Z"))?.text).toBe(
    "Late: P50 is 3 h after the promise",
  );
});

it("judges what is finished by the finish, and says nothing of what nobody estimates", () => {
  const done = { ...running, estimated_finish: null, finished_at: "2026-11-28T01:00:00.000Z" };
  expect(punctualityOf(done)?.tone).toBe("bad");
  expect(punctualityOf({ ...running, estimated_finish: null })).toBeNull();
});

it("says what lateness brought: nothing within the grace, the credit after it", () => {
  const late = {
    ...running,
    status: "closed",
    estimated_finish: null,
    finished_at: "2026-11-28T12:00:00.000Z",
  } as const;
  const money = (credited: string) => ({ money: { credited: { amount: credited, currency: "USD" } } as never });
  expect(punctualityOf({ ...late, ...money("0.00") })?.text).toBe(
    "Finished 12 h late, within the grace of the terms: no credit is due",
  );
  expect(punctualityOf({ ...late, ...money("279.68") })?.text).toBe("Finished 12 h late; USD 279.68 credited");
});
