// Guarantee: a supervisor can tell a worker that lives from one that does its work, and what keeps it from it.
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { type Footing, portOfHealth, serveHealth } from "./health.ts";

let close: () => void = () => {};
afterEach(() => close());

async function ask(path: string, footing: Partial<Footing>) {
  const server = serveHealth({ postgres: async () => {}, temporal: async () => {}, ...footing }, 0);
  close = () => void server.close();
  await new Promise((resolve) => server.once("listening", resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  return { status: answer.status, body: (await answer.json()) as unknown };
}

const gone = async (): Promise<never> => Promise.reject(new Error("connection refused"));

it("lives as long as it answers, whatever it stands on", async () => {
  expect(await ask("/health", { postgres: gone, temporal: gone })).toEqual({ status: 200, body: { status: "ok" } });
});

it.each([
  [{}, 200, { postgres: "ok", temporal: "ok" }],
  [{ postgres: gone }, 503, { postgres: "unreachable", temporal: "ok" }],
  [{ postgres: () => new Promise(() => {}) }, 503, { postgres: "unreachable", temporal: "ok" }],
  [{ temporal: gone }, 503, { postgres: "ok", temporal: "unreachable" }],
])("is ready when all of it answers: %#", async (footing, status, parts) => {
  expect(await ask("/ready", footing)).toEqual({ status, body: { ready: status === 200, parts } });
});

it("listens where it is told, nowhere when it is not, and says what a port is", () => {
  expect([undefined, "", "9090"].map(portOfHealth)).toEqual([undefined, undefined, 9090]);
  for (const wrong of ["http", "0", "70000"]) expect(() => portOfHealth(wrong)).toThrow(`received "${wrong}"`);
});
