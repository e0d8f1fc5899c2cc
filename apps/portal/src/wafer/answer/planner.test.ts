// Guarantee: pictures share one worker that computes one question at a time and skips those that nobody waits for.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { FaultRate } from "../question.ts";
import { askPlanner, openPlanner } from "./planner.ts";
import type { WaferReply, WaferRequest } from "./wafer.worker.ts";

class FakeWorker extends EventTarget {
  static readonly made: FakeWorker[] = [];
  readonly asked: WaferRequest[] = [];
  ended = false;

  constructor() {
    super();
    FakeWorker.made.push(this);
  }

  postMessage(request: WaferRequest): void {
    this.asked.push(request);
  }

  terminate(): void {
    this.ended = true;
  }

  answer(perDay: number): void {
    const { sequence } = this.asked.at(-1) as WaferRequest;
    const data: WaferReply = { sequence, answer: { perDay, source: "a test", assumed: true }, failure: null };
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

let leave: () => void;
beforeEach(() => {
  FakeWorker.made.length = 0;
  vi.stubGlobal("Worker", FakeWorker);
  leave = openPlanner();
});
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

const systems = (worker: FakeWorker | undefined) =>
  worker?.asked.map(({ question }) => (question as { system: string }).system);

function ask(system: string, told: (FaultRate | string | null)[]): () => void {
  return askPlanner("faults", { system }, ({ answer, failure }) => told.push(failure ?? answer));
}

it("asks one at a time, and leaves out what a slider has passed", () => {
  const told: (FaultRate | string | null)[] = [];
  const [worker] = FakeWorker.made;
  ask("a", told);
  const passed = ask("b", told);
  ask("c", told);
  expect(systems(worker)).toEqual(["a"]);
  passed();
  worker?.answer(1);
  expect(systems(worker)).toEqual(["a", "c"]);
  worker?.answer(2);
  expect(told).toMatchObject([{ perDay: 1 }, { perDay: 2 }]);
});

it("is one worker for all, and ends with the last of them", () => {
  const other = openPlanner();
  expect(FakeWorker.made).toHaveLength(1);
  other();
  expect(FakeWorker.made[0]?.ended).toBe(false);
  leave();
  expect(FakeWorker.made[0]?.ended).toBe(true);
  leave = openPlanner();
  expect(FakeWorker.made).toHaveLength(2);
});

it("tells everybody who waits when it breaks", () => {
  const told: (FaultRate | string | null)[] = [];
  ask("a", told);
  ask("b", told);
  FakeWorker.made[0]?.dispatchEvent(new Event("error"));
  expect(told).toEqual(["this browser could not start the planner", "this browser could not start the planner"]);
});
