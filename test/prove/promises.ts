/**
 * Of 10,000 simulated contracts, 90 % ± 1.5 points keep their P90; without faults and with exact throughput none is
 * missed. Prints one JSON object for each figure; ends with status 1 when a law is broken.
 */
import { simulatePromise } from "../../packages/compute/src/simulate/promise.ts";
import { promiseTrials } from "../../packages/compute/src/simulate/trials.ts";

const each = 2_000;
const percent = (share: number): number => Math.round(share * 10_000) / 100;

function print(figure: string, value: number, beside: readonly { name: string; value: number }[]): void {
  process.stdout.write(`${JSON.stringify({ bench: "promises", figure, value, unit: "% kept", beside })}\n`);
}

let kept = 0;
let contracts = 0;
for (const trial of promiseTrials({ contracts: each, faults: "curated", seed: "promises" })) {
  const result = simulatePromise(trial);
  kept += result.kept;
  contracts += result.contracts;
  print(trial.label, percent(result.kept / result.contracts), [
    { name: "promised, %", value: 90 },
    { name: "missed by throughput", value: result.missed.throughput },
    { name: "missed by faults", value: result.missed.fault },
    { name: "interruptions a contract", value: result.interruptions / result.contracts },
    { name: "median duration, days", value: result.median / 86_400 },
    { name: "forecast P50, days", value: result.forecast.p50 / 86_400 },
    { name: "forecast P90, days", value: result.forecast.p90 / 86_400 },
  ]);
}
const share = percent(kept / contracts);
print(`all ${contracts} contracts`, share, [{ name: "promised, %", value: 90 }]);

let missed = 0;
for (const trial of promiseTrials({ contracts: 20, faults: "none", seed: "exact", exact: true })) {
  const result = simulatePromise(trial);
  missed += result.contracts - result.kept;
}
print("without faults, with exact throughput", missed === 0 ? 100 : 0, [{ name: "missed", value: missed }]);

if (Math.abs(share - 90) > 1.5 || missed > 0) {
  process.stderr.write(
    `A P90 is kept by 90 % ± 1.5 points, measured ${share} %; none may be missed without faults, measured ${missed}.\n`,
  );
  process.exitCode = 1;
}
