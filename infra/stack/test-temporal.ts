import { askTestServers } from "./ask-test-servers.ts";
import type { TestTemporal } from "./test-servers.ts";

/** The run's Temporal server, in memory, with fine timers. Use a task queue and workflow ids of your own. */
export const testTemporal = async (): Promise<TestTemporal> => askTestServers<TestTemporal>("temporal");
