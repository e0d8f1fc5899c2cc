import { inject } from "vitest";

/** Asks the run's own control address for a server; the first to ask waits until it is up. */
export async function askTestServers<Answer>(part: "postgres" | "temporal"): Promise<Answer> {
  const response = await fetch(`${inject("testServersUrl")}/${part}`);
  const body: unknown = await response.json();
  if (response.ok) return body as Answer;
  throw new Error(`The ${part} server of this test run could not start: ${JSON.stringify(body)}`);
}
