export { broker } from "./broker/workflow.ts";
export { trainModel } from "./train-model/workflow.ts";
