// vitest's globalSetup: one set of servers for the run. Nothing starts before a test asks for it.
import type { TestProject } from "vitest/node";
import { startTestServers } from "./test-servers.ts";

declare module "vitest" {
  interface ProvidedContext {
    testServersUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers = await startTestServers();
  project.provide("testServersUrl", servers.url);
  return async () => servers.stop();
}
