// Guarantees: an operator's key runs the fleet's commands within its scopes; a customer's key is refused in a sentence.
import { PassThrough } from "node:stream";
import { createIngotClient } from "@ingot/client";
import { createKey } from "../../../../packages/services/src/key/create.ts";
import { createStaffKey } from "../../../../packages/services/src/staff-key/create.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Served, serveApi } from "../../../../packages/api/test/serve.ts";
import { addStaff } from "../../../../packages/services/test/people.ts";
import { createWorld, staffContext, type World } from "../../../../packages/services/test/world.ts";
import { run } from "../run.ts";

let world: World;
let served: Served;
beforeAll(async () => {
  world = await createWorld({ demo: true });
  served = await serveApi(world);
  await addStaff(world, "operator");
});
afterAll(async () => {
  await served.close();
  await world.close();
});

async function staffKey(...scopes: ("fleet.read" | "fleet.write")[]): Promise<string> {
  const input = { name: "cli", scopes, expires_in_days: 1 };
  return (await createStaffKey({ ctx: staffContext(world, "operator"), input })).secret ?? "none";
}

async function ingot(apiKey: string, ...args: string[]) {
  const [input, output, remarks] = [new PassThrough(), new PassThrough(), new PassThrough()];
  input.end();
  const env = { INGOT_URL: served.url, INGOT_API_KEY: apiKey };
  const status = await run({ env, input, output, remarks, connect: createIngotClient, now: () => new Date(0) }, args);
  const text = (stream: PassThrough) => String(stream.read() ?? "");
  return { status, out: text(output), remarks: text(remarks) };
}

it("lists sites, nodes, jobs and faults, and breaks a node", async () => {
  const key = await staffKey("fleet.read", "fleet.write");
  expect((await ingot(key, "whoami")).out).toMatch(/Ingot[\s\S]*operator[\s\S]*fleet\.read, fleet\.write/);
  const sites = await ingot(key, "fleet", "sites");
  expect(sites).toMatchObject({ status: 0, remarks: "" });
  expect(sites.out).toMatch(/site_\S+ +Lyon +FR/);
  const [site] = (
    JSON.parse((await ingot(key, "fleet", "sites", "--json")).out) as { items: { id: string; label: string }[] }
  ).items;
  const nodes = JSON.parse((await ingot(key, "fleet", "nodes", site?.id ?? "", "--json")).out) as {
    items: { id: string }[];
  };
  const broken = await ingot(key, "fleet", "break-node", site?.id ?? "", nodes.items[0]?.id ?? "");
  expect(broken).toMatchObject({ status: 0, out: expect.stringContaining("breaks at") });
  expect((await ingot(key, "fleet", "jobs", "--site", site?.id ?? "")).status).toBe(0);
  expect((await ingot(key, "fleet", "nodes", site?.label.toLowerCase() ?? "")).out).toContain(nodes.items[0]?.id);
  expect(await ingot(key, "fleet", "nodes", "Atlantis")).toMatchObject({
    status: 1,
    remarks: expect.stringContaining('a site is one of Ashburn, Lyon, or an id (site_…), received "Atlantis"'),
  });
  expect((await ingot(key, "fleet", "faults")).status).toBe(0);
});

it("refuses what the key's scopes or side do not reach", async () => {
  const reader = await ingot(await staffKey("fleet.read"), "fleet", "break-node", "site_1", "node_1");
  expect(reader).toMatchObject({ status: 1, remarks: expect.stringMatching(/^FORBIDDEN: .*fleet\.write/) });
  const input = { name: "cli", role: "admin" as const, expires_in_days: 1 };
  const { secret } = await createKey({ ctx: world.lumen.ctx("owner"), input });
  expect(await ingot(secret ?? "", "fleet", "sites")).toMatchObject({
    status: 1,
    remarks: expect.stringMatching(/^FORBIDDEN: /),
  });
  const staff = await ingot(await staffKey("fleet.read"), "datasets", "list");
  expect(staff).toMatchObject({ status: 1, remarks: expect.stringMatching(/^FORBIDDEN: /) });
});
