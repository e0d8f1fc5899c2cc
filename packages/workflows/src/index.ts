export { createActivities, type Activities } from "./activities.ts";
export { connectionOptions, engineAddress, lazyClient, taskQueue, type EngineAddress } from "./engine/connection.ts";
export { createTrainingEngine } from "./engine/engine.ts";
export { brokerWorkflowId } from "./broker/messages.ts";
export { trainModelWorkflowId } from "./train-model/messages.ts";
