// Outlives a killed supervisor just long enough to stop what it had started: its stdin ends when the supervisor does.
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { isAlive } from "../bootstrap/lock.mjs";

const KILL_AFTER_MS = 5_000;
const CHECK_MS = 50;
const charges = new Map();
const folders = [];

async function stop(pid, signal) {
  const end = performance.now() + KILL_AFTER_MS;
  try {
    process.kill(pid, signal);
    while (isAlive(pid) && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, CHECK_MS));
    if (isAlive(pid)) process.kill(-pid, "SIGKILL");
  } catch {
    // gone between two looks
  }
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  if (order.watch !== undefined) charges.set(order.watch, order.signal);
  if (order.gone !== undefined) charges.delete(order.gone);
  if (order.remove !== undefined) folders.push(order.remove);
}
for (const [pid, signal] of [...charges].reverse()) await stop(pid, signal);
for (const folder of folders) rmSync(folder, { recursive: true, force: true });
