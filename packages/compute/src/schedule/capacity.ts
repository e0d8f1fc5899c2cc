/** A machine as the scheduler sees it. */
export interface Machine {
  readonly id: string;
  readonly clusterId: string;
  readonly systemId: string;
  /** The first switch above it; a gang likes to stay below one. */
  readonly leaf: string;
  readonly devices: number;
  readonly state: "up" | "down" | "draining";
}

/** Devices of one node. */
export interface Part {
  readonly nodeId: string;
  readonly devices: number;
}

interface Slot {
  readonly id: string;
  readonly cluster: ClusterFree;
  readonly leaf: string;
  readonly devices: number;
  free: number;
  state: Machine["state"];
}

/** What is free in one cluster, kept as lists that a placement reads without looking at every node. */
export interface ClusterFree {
  readonly id: string;
  readonly systemId: string;
  /** Every node of a cluster has equally many. */
  devicesPerNode: number;
  nodes: number;
  down: number;
  draining: number;
  freeDevices: number;
  wholeFree: number;
  /** Wholly free nodes below each leaf, in order of their ids. */
  readonly whole: Map<string, string[]>;
  /** Nodes in use with a number of devices left, in order of their ids. */
  readonly partly: Map<number, string[]>;
}

function positionOf(list: readonly string[], id: string): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? "") < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

function listIn<Key>(lists: Map<Key, string[]>, key: Key): string[] {
  const found = lists.get(key);
  if (found) return found;
  const made: string[] = [];
  lists.set(key, made);
  return made;
}

/** The free devices of a site. Built once, then changed by `take`, `give` and `setState` in the time of one list insert. */
export class Capacity {
  readonly #slots = new Map<string, Slot>();
  readonly #clusters = new Map<string, ClusterFree>();

  /** **Shape** `used` are the devices already held, in any order. **Throws** RangeError when a node is oversold. */
  constructor(machines: readonly Machine[], used: readonly Part[] = []) {
    for (const machine of machines) this.#add(machine);
    const held = new Map<string, number>();
    for (const part of used) held.set(part.nodeId, (held.get(part.nodeId) ?? 0) + part.devices);
    for (const [nodeId, devices] of held) this.#slot(nodeId).free -= devices;
    for (const slot of this.#slots.values()) {
      if (slot.free < 0)
        throw new RangeError(`node ${slot.id} has ${slot.devices} devices, ${slot.devices - slot.free} are held`);
      if (slot.state === "up") this.#list(slot, 1);
    }
    for (const cluster of this.#clusters.values()) {
      for (const list of [...cluster.whole.values(), ...cluster.partly.values()]) list.sort();
    }
  }

  #add(machine: Machine): void {
    let cluster = this.#clusters.get(machine.clusterId);
    if (!cluster) {
      const counts = { devicesPerNode: 0, nodes: 0, down: 0, draining: 0, freeDevices: 0, wholeFree: 0 };
      cluster = { id: machine.clusterId, systemId: machine.systemId, ...counts, whole: new Map(), partly: new Map() };
      this.#clusters.set(machine.clusterId, cluster);
    }
    if (cluster.systemId !== machine.systemId) {
      throw new RangeError(
        `a cluster holds one system; ${machine.clusterId} has ${cluster.systemId} and ${machine.systemId}`,
      );
    }
    if (cluster.nodes > 0 && cluster.devicesPerNode !== machine.devices) {
      throw new RangeError(
        `nodes of a cluster have equally many devices; ${cluster.id} has ${cluster.devicesPerNode}, ${machine.id} has ${machine.devices}`,
      );
    }
    cluster.devicesPerNode = machine.devices;
    cluster.nodes += 1;
    if (machine.state !== "up") cluster[machine.state] += 1;
    const { id, leaf, devices, state } = machine;
    this.#slots.set(id, { id, cluster, leaf, devices, free: devices, state });
  }

  #slot(nodeId: string): Slot {
    const slot = this.#slots.get(nodeId);
    if (!slot) throw new RangeError(`no node ${nodeId} in this site`);
    return slot;
  }

  #listOf(slot: Slot): string[] | undefined {
    if (slot.free === slot.devices) return listIn(slot.cluster.whole, slot.leaf);
    return slot.free > 0 ? listIn(slot.cluster.partly, slot.free) : undefined;
  }

  #list(slot: Slot, sign: 1 | -1, ordered = false): void {
    slot.cluster.freeDevices += sign * slot.free;
    if (slot.free === slot.devices) slot.cluster.wholeFree += sign;
    const list = this.#listOf(slot);
    if (!list) return;
    if (!ordered) list.push(slot.id);
    else if (sign === 1) list.splice(positionOf(list, slot.id), 0, slot.id);
    else list.splice(positionOf(list, slot.id), 1);
  }

  #change(slot: Slot, change: () => void): void {
    if (slot.state === "up") this.#list(slot, -1, true);
    change();
    if (slot.state === "up") this.#list(slot, 1, true);
  }

  /** **Throws** RangeError when a node has too few free devices: capacity is never oversold. */
  take(parts: readonly Part[]): void {
    for (const part of parts) {
      const slot = this.#slot(part.nodeId);
      if (slot.free < part.devices) {
        throw new RangeError(`node ${slot.id} has ${slot.free} free devices, ${part.devices} were to be taken`);
      }
      this.#change(slot, () => (slot.free -= part.devices));
    }
  }

  give(parts: readonly Part[]): void {
    for (const part of parts) {
      const slot = this.#slot(part.nodeId);
      this.#change(slot, () => (slot.free += part.devices));
    }
  }

  setState(nodeId: string, state: Machine["state"]): void {
    const slot = this.#slot(nodeId);
    this.#change(slot, () => {
      if (slot.state !== "up") slot.cluster[slot.state] -= 1;
      if (state !== "up") slot.cluster[state] += 1;
      slot.state = state;
    });
  }

  /** What a node of this cluster would have free with `devices` given back; undefined when it is not up, or elsewhere. */
  freeIfReturned(nodeId: string, clusterId: string, devices: number): { devices: number; whole: boolean } | undefined {
    const slot = this.#slot(nodeId);
    if (slot.cluster.id !== clusterId || slot.state !== "up") return undefined;
    const free = slot.free + devices;
    return { devices: free, whole: free === slot.devices };
  }

  leafOf(nodeId: string): string {
    return this.#slot(nodeId).leaf;
  }

  clusterOf(nodeId: string): string {
    return this.#slot(nodeId).cluster.id;
  }

  /** Clusters with this system, in order of their ids; only `clusterId` when it is given. */
  clusters(systemId: string, clusterId: string | null): readonly ClusterFree[] {
    return [...this.#clusters.values()]
      .filter((cluster) => cluster.systemId === systemId && (clusterId === null || cluster.id === clusterId))
      .sort((left, right) => (left.id < right.id ? -1 : 1));
  }
}
