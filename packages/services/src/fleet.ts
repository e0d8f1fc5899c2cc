import { advanceSite } from "@ingot/compute";
import type { FleetDriver } from "./ports.ts";

/** The fleet that exists only as arithmetic: what happens follows from the site's secret seed. */
export const simulatedFleet: FleetDriver = { advance: async (input) => advanceSite(input) };
