// Guarantee: a site's broker looks when something is due, when it is woken, and after every failure, and sleeps otherwise.
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { Worker } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startHarness, type Harness } from "../../test/harness.ts";
import type { SiteRest } from "@ingot/services/site/advance";
import { brokerWorkflowId, wakeSignal } from "./messages.ts";

/** What a site answers, look by look; after the last answer nothing is due. */
interface Plot {
  readonly answers: (SiteRest | Error)[];
  looks: number;
  readonly reached: Map<number, () => void>;
}

const plots = new Map<string, Plot>();
const idle: SiteRest = { restMilliseconds: null, summary: "nothing" };

function site(answers: (SiteRest | Error)[]): { id: string; looked: (times: number) => Promise<void> } {
  const id = `site_${randomUUID().replaceAll("-", "")}`;
  const plot: Plot = { answers, looks: 0, reached: new Map() };
  plots.set(id, plot);
  const looked = (times: number) =>
    new Promise<void>((resolve) => {
      if (plot.looks >= times) resolve();
      else plot.reached.set(times, resolve);
    });
  return { id, looked };
}

async function advanceSite(siteId: string): Promise<SiteRest> {
  const plot = plots.get(siteId);
  if (!plot) throw new Error(`no site ${siteId}`);
  const answer = plot.answers[plot.looks] ?? idle;
  plot.looks += 1;
  plot.reached.get(plot.looks)?.();
  if (answer instanceof Error) throw answer;
  return answer;
}

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ advanceSite });
});
afterAll(() => harness.close());

const start = (siteId: string) =>
  harness.client.workflow.start("broker", {
    workflowId: brokerWorkflowId(siteId),
    taskQueue: harness.taskQueue,
    args: [{ siteId }],
  });

describe("broker", () => {
  it("looks again when the next thing is due", async () => {
    const { id, looked } = site([{ restMilliseconds: 20, summary: "due soon" }]);
    const handle = await start(id);
    await looked(2);
    await handle.terminate();
    expect(plots.get(id)?.looks).toBe(2);
  });

  it("looks at once when it is woken, though nothing was due", async () => {
    const { id, looked } = site([idle]);
    const handle = await start(id);
    await looked(1);
    await handle.signal(wakeSignal);
    await looked(2);
    await handle.terminate();
  });

  it("goes on after a look that failed", async () => {
    const { id, looked } = site([new Error("the database restarts"), idle]);
    const handle = await start(id);
    await looked(2);
    await handle.terminate();
  });
});

describe("recorded histories", () => {
  const folder = new URL("./histories/", import.meta.url);
  it.each(readdirSync(folder))("%s still replays on today's code", async (name) => {
    const history: unknown = JSON.parse(readFileSync(new URL(name, folder), "utf8"));
    await Worker.runReplayHistory({ workflowBundle: harness.bundle }, history);
  });
});
