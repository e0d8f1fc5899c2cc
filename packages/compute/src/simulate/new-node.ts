import type { NodeState } from "./state.ts";

type Standing = "state" | "repairedAt" | "cause" | "drainAfterRepair" | "slow" | "events";

/** **Returns** a node that is up and of which nothing has been told yet. */
export const newNode = (node: Omit<NodeState, Standing>): NodeState => ({
  ...node,
  state: "up",
  repairedAt: null,
  cause: null,
  drainAfterRepair: false,
  slow: null,
  events: 0,
});
