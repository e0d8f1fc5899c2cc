import type { LaunchFile } from "../tool/tool.ts";

/** What a scheduler adds to a launch. */
export interface Scheduled {
  readonly files: readonly LaunchFile[];
  readonly notes: readonly string[];
}
