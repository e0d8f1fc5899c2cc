// Guarantee: the checkers see a broken law; a checker that never fails would prove nothing.
import { expect, test } from "vitest";
import { advanceSite } from "./advance.ts";
import type { SiteLog } from "./check-log.ts";
import { checkLog } from "./check-log.ts";
import { exampleSite } from "./example-site.ts";

const output = advanceSite(exampleSite("checked", 16, 8, { days: 20, faults: "shared_research", load: 2 }));
const log: SiteLog = { nodes: output.nodes, events: output.events, checkpoints: output.checkpoints, ...output.leases };
const laws = (broken: Partial<SiteLog>) => new Set(checkLog({ ...log, ...broken }).map((breach) => breach.law));

test("a true log has no breach", () => {
  expect(log.events.length).toBeGreaterThan(1000);
  expect(checkLog(log)).toEqual([]);
});

test("each kind of damage is seen", () => {
  const { events, checkpoints, opened, closed, nodes } = log;
  const succeeded = events.findIndex((event) => event.type === "job.succeeded");
  const again = {
    ...events[succeeded - 1]!,
    eventKey: "again",
    jobId: events[succeeded]!.jobId,
    effectiveAt: events.at(-1)!.effectiveAt,
  };
  expect(laws({ events: [...events].reverse() })).toContain("order");
  expect(laws({ events: [...events, events.at(-1)!] })).toContain("key");
  expect(laws({ events: [...events, { ...again, status: "running" as const }] })).toContain("terminal");
  expect(
    laws({
      events: events.map((event) =>
        event.type === "job.checkpoint_saved" ? { ...event, status: "queued" as const } : event,
      ),
    }),
  ).toContain("transition");
  expect(laws({ checkpoints: checkpoints.map((saved) => ({ ...saved, tokens: saved.tokens - 1 })) })).toContain(
    "tokens",
  );
  expect(
    laws({ events: events.filter((event) => event.type !== "job.checkpoint_saved" || event.data["index"] !== 2) }),
  ).toContain("tokens");
  expect(laws({ closed: [...closed, closed[0]!] })).toContain("lease");
  expect(laws({ opened: [...opened, { ...opened[0]!, leaseKey: "twice" }] })).toContain("capacity");
  expect(laws({ nodes: nodes.map((node) => ({ id: node.id, devices: node.devices - 1 })) })).toContain("capacity");
  const interrupted = events.map((event) =>
    event.type === "job.interrupted" ? { ...event, statusReason: null } : event,
  );
  expect(laws({ events: interrupted })).toContain("reason");
  const down = {
    ...events[0]!,
    type: "node.failed" as const,
    nodeId: opened[0]!.nodeId,
    jobId: null,
    data: { repairSeconds: 1e9 },
    eventKey: "down",
  };
  expect(laws({ events: [down, ...events] })).toContain("downtime");
});
