/** Says which numbers rows should move: `node test/fit/choose.ts 40`. The answer goes into chosen.ts by hand. */
import { fit, worthOf } from "./least-squares.ts";
import { everyParameter, outward } from "./parameters.ts";
import { fitRows } from "./rows.ts";

const wanted = Number(process.argv[2] ?? 40);
const rows = fitRows();
let free = [...everyParameter];
let found = fit(free, rows);
while (free.length > wanted) {
  const worth = worthOf(free, rows, found);
  const order = free.map((_, index) => index).toSorted((left, right) => (worth[left] ?? 0) - (worth[right] ?? 0));
  const dropped = new Set(order.slice(0, Math.min(free.length - wanted, Math.ceil(free.length / 12))));
  const start = found.positions.filter((_, index) => !dropped.has(index));
  free = free.filter((_, index) => !dropped.has(index));
  found = fit(free, rows, start);
  process.stderr.write(`${free.length} numbers: loss ${found.loss.toFixed(1)}\n`);
}
for (const [index, parameter] of free.entries()) {
  const value = outward(parameter, found.positions[index] ?? Number.NaN);
  process.stdout.write(`${parameter.name} ${value.toPrecision(3)} (believed ${parameter.prior})\n`);
}
