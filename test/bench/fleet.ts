/** Speed of the simulated fleet: whole replays, and the wakes of a broker. Prints one JSON object for each figure. */
import { performance } from "node:perf_hooks";
import { advanceSite } from "../../packages/compute/src/simulate/advance.ts";
import { exampleSite } from "../../packages/compute/src/simulate/example-site.ts";
import type { SiteInput } from "../../packages/compute/src/simulate/state.ts";
import { type Line, printLine } from "./figure/line.ts";

const print = (figure: string, value: number, unit: string, beside: Line["beside"]): void =>
  printLine({ bench: "fleet", figure, value, unit, beside });

function timed<Result>(work: () => Result): { readonly result: Result; readonly milliseconds: number } {
  const before = performance.now();
  const result = work();
  return { result, milliseconds: performance.now() - before };
}

function replay(nodes: number, jobs: number, load: number): void {
  const site = exampleSite(`bench ${nodes}`, nodes, jobs, { days: 10, load });
  advanceSite({ ...site, until: site.site.frontier + 3_600_000 });
  const { result, milliseconds } = timed(() => advanceSite(site));
  const floor = timed(() => JSON.parse(JSON.stringify(result.events)) as unknown).milliseconds;
  print(
    `replay of 10 days, ${nodes} nodes, ${jobs} jobs, load ${load}`,
    (1000 * result.events.length) / milliseconds,
    "events/s",
    [
      { name: "events", value: result.events.length },
      { name: "milliseconds", value: milliseconds },
      { name: "floor: the same events through JSON, milliseconds", value: floor },
    ],
  );
}

/** Wakes of a broker in a time-lapse: one each second at 5,000 times real time, state through JSON in between. */
function wakes(nodes: number, jobs: number): void {
  let input: SiteInput = exampleSite(`wakes ${nodes}`, nodes, jobs, { days: 10 });
  const times: number[] = [];
  const copies: number[] = [];
  let events = 0;
  for (let wake = 0; wake < 100; wake += 1) {
    const until = input.site.frontier + 5_000_000;
    const current = input;
    const { result, milliseconds } = timed(() => advanceSite({ ...current, until }));
    times.push(milliseconds);
    events += result.events.length;
    const next = {
      ...input,
      checks: [],
      site: { ...input.site, nodes: result.nodes, frontier: until },
      jobs: result.jobs.filter((job) => job.endedAt === null),
    };
    const copied = timed(() => JSON.parse(JSON.stringify(next)) as SiteInput);
    copies.push(copied.milliseconds);
    input = copied.result;
  }
  const sorted = times.toSorted((left, right) => left - right);
  const copy = copies.toSorted((left, right) => left - right);
  print(`one wake of ${nodes} nodes, ${jobs} jobs, 5,000 s of platform time`, sorted[50] ?? 0, "ms (median)", [
    { name: "p99", value: sorted[98] ?? 0 },
    { name: "events a wake", value: events / 100 },
    { name: "floor: the state through JSON, median ms", value: copy[50] ?? 0 },
  ]);
}

replay(1000, 500, 0.8);
replay(1000, 500, 2);
replay(128, 100, 1);
wakes(1000, 500);
wakes(128, 100);
