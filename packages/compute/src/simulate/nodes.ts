import type { Arrival } from "./faults.ts";
import { leafKeyOf, repairTime } from "./faults.ts";
import { changePace, strikeJobs } from "./interrupt.ts";
import { keyOf } from "./prng.ts";
import type { Instant } from "./state.ts";
import { waferDamage } from "./wafer-damage.ts";
import type { World } from "./world.ts";

/** What strikes nodes, how long its repair takes, and what it did to a wafer. */
type Blow = Pick<Arrival, "cause" | "lasts" | "damage">;

/** Takes nodes that are not down yet out of service and interrupts what runs on them. */
function fail(world: World, nodeIds: readonly string[], at: Instant, blow: Blow): boolean {
  const { cause, lasts, damage } = blow;
  const standing = nodeIds.filter((id) => world.nodes.get(id)?.state !== "down");
  // What a person breaks is told even where it stops nothing.
  const told = lasts > 0 || cause === "operator";
  const hit = told ? standing : standing.filter((id) => world.jobsOn(id).length > 0);
  for (const id of hit) {
    const node = world.node(id);
    if (lasts > 0) {
      // Settled before the slow-down is forgotten: until now it was real.
      if (node.slow) changePace(world, id, at, () => (node.slow = null));
      node.drainAfterRepair = node.state === "draining";
      node.state = "down";
      node.cause = cause;
      node.repairedAt = at + lasts;
      world.capacity.setState(id, "down");
      world.agenda.push({ at: at + lasts, kind: "repair", id });
    }
    const jobs = [...world.jobsOn(id)].sort();
    world.tellNode(node, "node.failed", at, { cause, repairSeconds: lasts / 1000, jobs, ...damage });
  }
  if (hit.length > 0) strikeJobs(world, hit, at, { cause, lost: lasts > 0, damage });
  return hit.length > 0;
}

/** Something of the seeded process strikes. */
export function arrive(world: World, arrival: Arrival, leafs: ReadonlyMap<string, readonly string[]>): void {
  const { at, nodeId, leafKey, lasts, factor } = arrival;
  if (arrival.kind === "fault") {
    fail(world, nodeId === null ? (leafs.get(leafKey ?? "") ?? []) : [nodeId], at, arrival);
    return;
  }
  const standing = nodeId === null ? undefined : world.nodes.get(nodeId);
  if (!standing || standing.state === "down" || standing.slow) return;
  const node = world.node(standing.id);
  changePace(world, node.id, at, () => (node.slow = { factor, until: at + lasts }));
  world.agenda.push({ at: at + lasts, kind: "speed", id: node.id });
  world.tellNode(node, "node.slowed", at, { factor: Math.round(factor * 1000) / 1000 });
}

/** Nodes below each leaf, in order of their ids. */
export function nodesByLeaf(world: World): ReadonlyMap<string, readonly string[]> {
  const leafs = new Map<string, string[]>();
  for (const id of [...world.nodes.keys()].sort()) {
    const node = world.nodes.get(id);
    if (!node) continue;
    const key = leafKeyOf(node);
    const list = leafs.get(key);
    if (list) list.push(id);
    else leafs.set(key, [id]);
  }
  return leafs;
}

export function repaired(world: World, id: string, at: Instant): void {
  const node = world.node(id);
  node.state = node.drainAfterRepair ? "draining" : "up";
  const cause = node.cause;
  node.drainAfterRepair = false;
  node.cause = null;
  node.repairedAt = null;
  world.capacity.setState(id, node.state);
  world.passDue = true;
  world.tellNode(node, "node.repaired", at, { cause });
}

export function spedUp(world: World, id: string, at: Instant): void {
  const node = world.node(id);
  changePace(world, id, at, () => (node.slow = null));
  world.tellNode(node, "node.sped_up", at);
}

/** A person breaks a node, or cores of a wafer as a fault of its own does. **Returns** whether it was standing. */
export function breakNode(world: World, id: string, at: Instant, requestId: string): boolean {
  const key = keyOf(world.seed, "broken", requestId);
  const damage = world.nodes.get(id)?.deviceKind === "wafer" ? waferDamage(key, 0, 0) : null;
  const lasts = damage?.remapped ? 0 : repairTime(key, 0, 0, "operator");
  return fail(world, [id], at, { cause: "operator", lasts, damage });
}

/** No new jobs for this node. **Returns** whether that changed anything. */
export function drainNode(world: World, id: string, at: Instant): boolean {
  const node = world.node(id);
  if (node.state === "draining" || node.drainAfterRepair) return false;
  if (node.state === "down") node.drainAfterRepair = true;
  else {
    node.state = "draining";
    world.capacity.setState(id, "draining");
    world.passDue = true;
  }
  world.tellNode(node, "node.drained", at);
  return true;
}

/** Takes a node into service again, a broken one as well: somebody repaired it by hand. */
export function returnNode(world: World, id: string, at: Instant): boolean {
  const node = world.node(id);
  if (node.state === "up") return false;
  node.state = "up";
  node.drainAfterRepair = false;
  node.cause = null;
  node.repairedAt = null;
  world.capacity.setState(id, "up");
  world.passDue = true;
  world.tellNode(node, "node.returned", at);
  return true;
}
