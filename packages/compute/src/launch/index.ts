export {
  launchOf,
  launchSchedulers,
  launchTools,
  toolsFor,
  type Launch,
  type LaunchOptions,
  type LaunchRefusal,
  type LaunchScheduler,
} from "./launch.ts";
export { planForTool } from "./plan-for-tool.ts";
export type { LaunchFile, LaunchTool } from "./tool/tool.ts";
