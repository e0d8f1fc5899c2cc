// Guarantee: every interruption is told with its cause, its loss and its end, and appears in both charts.
import { expect, it } from "vitest";
import type { ContractEvent, MetricPoint } from "../api/outputs.ts";
import { eventDetail, eventTitle } from "../words/events.ts";
import { interruptionsOf } from "./interruptions.ts";
import { lossSpec, throughputSpec } from "./metric-specs.ts";

const event = (sequence: number, type: string, at: string, data = {}): ContractEvent => ({
  id: `evt_${sequence}`,
  sequence,
  type,
  contract_id: "ctr_1",
  job_id: "job_1",
  effective_at: at,
  created_at: at,
  data,
});

const struck = { cause: "gpu", status_reason: "node_failure", fault_party: "provider", step: 1300, lostSteps: 143 };
const events = [
  event(1, "job.started", "2026-11-20T00:00:00.000Z"),
  event(2, "job.interrupted", "2026-11-20T04:00:00.000Z", struck),
  event(3, "job.recovered", "2026-11-20T05:30:00.000Z", { step: 1300 }),
  event(4, "job.interrupted", "2026-11-20T09:00:00.000Z", { cause: "loss_spike" }),
];

const points: MetricPoint[] = [0, 1, 2].map((hour) => ({
  step: hour * 500,
  tokens: hour * 1e6,
  loss: 10 - hour,
  tokens_per_second: 1000,
  effective_at: `2026-11-20T0${hour}:00:00.000Z`,
}));

it("pairs an interruption with the recovery that follows, and leaves the last one open", () => {
  const [first, second] = interruptionsOf(events);
  expect(first).toMatchObject({
    cause: "gpu",
    party: "provider",
    lostSteps: 143,
    recoveredAt: "2026-11-20T05:30:00.000Z",
  });
  expect(second).toMatchObject({ cause: "loss_spike", lostSteps: null, recoveredAt: null });
});

it("marks them where they happened", () => {
  const interruptions = interruptionsOf(events);
  expect(lossSpec(points, interruptions).marks.map((mark) => mark.at)).toEqual([1300]);
  expect(throughputSpec(points, interruptions).marks.map((mark) => mark.at)).toEqual([4, 9]);
  expect(lossSpec(points, []).series[0]?.points).toEqual([
    [0, 10],
    [500, 9],
    [1000, 8],
  ]);
});

it("says in words what happened", () => {
  expect(eventTitle("job.interrupted")).toBe("Training interrupted");
  expect(eventDetail({ data: struck })).toBe(
    "a node failed, cause: a GPU failed, on us: lost work is not billed, at step 1,300, 143 steps lost",
  );
  expect(eventTitle("budget.threshold_crossed")).toBe("Budget threshold crossed");
});

it("says of a wafer what died, and whether the spare rows took it", () => {
  const wafer = { cause: "wafer", status_reason: "wafer_fault", deadCores: 1, remapped: true };
  const [first, second] = interruptionsOf([
    event(1, "job.interrupted", "2026-11-20T04:00:00.000Z", wafer),
    event(2, "job.interrupted", "2026-11-20T05:00:00.000Z", { ...wafer, deadCores: 12, remapped: false }),
  ]);
  expect(first?.damage).toBe("1 core died, mapped around by the spare rows without a new compile");
  expect(second?.damage).toBe(
    "12 cores died, more than the spare rows take: the wafer is out of use until it is replaced",
  );
  expect(eventDetail({ data: wafer })).toContain("1 core died, mapped around by the spare rows");
});

it("says of a wafer that the spare rows could not save where the run went on", () => {
  const lost = { cause: "wafer", status_reason: "wafer_fault", deadCores: 12, remapped: false, nodes: ["node_a"] };
  const damageOf = (nodes: readonly string[]) =>
    interruptionsOf([
      event(1, "job.interrupted", "2026-11-20T04:00:00.000Z", lost),
      event(2, "job.recovered", "2026-11-20T05:00:00.000Z", { step: 1300, nodes }),
    ])[0]?.damage;
  expect(damageOf(["node_b"])).toBe("12 cores died, more than the spare rows take: the run went on upon another wafer");
  expect(damageOf(["node_a"])).toBe(
    "12 cores died, more than the spare rows take: the run went on once the wafer was replaced",
  );
  expect(damageOf([])).toContain("out of use until it is replaced");
});

it("says at a start what comes before the first step, and whether the program was compiled before", () => {
  const startup = [
    { phase: "compile", seconds: 4 },
    { phase: "program", seconds: 180 },
    { phase: "load", seconds: 12 },
  ];
  expect(eventDetail({ data: { programKept: true, startup } })).toBe(
    "its program was compiled before and is kept, before the first step: compile 4 s, program the wafers 3 min, send the weights 12 s",
  );
  expect(eventDetail({ data: { programKept: false, startup: [] } })).toBe("its program is compiled for the first time");
});
