import { exp, ln } from "./elementary.ts";
import type { RandomKey } from "./prng.ts";
import { derive, keyOf, normal, uniform } from "./prng.ts";
import { waferDamage, type WaferDamage } from "./wafer-damage.ts";
import type { FaultCause, FaultProfileName, Instant, NodeState } from "./state.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** How often things break. **Unit** events per node-day (per leaf-day for the switch, per system-day for a wafer). */
export interface FaultProfile {
  readonly label: string;
  readonly source: string;
  /** Causes of one GPU node that interrupt the job on it. */
  readonly node: Readonly<Record<"gpu" | "host" | "link" | "storage" | "software", number>>;
  readonly wafer: Readonly<Record<"wafer" | "host" | "software", number>>;
  /** Takes every node below one leaf. */
  readonly switch: number;
  /** Temporary slow-downs, until somebody notices; assumed. */
  readonly straggler: number;
  /** Loss spikes, NaN and silent corruption, per job-day; assumed. */
  readonly numerical: number;
}

const causesOfLlama3 = { gpu: 268, host: 50, link: 28, storage: 3, software: 63, switch: 7 };
const interruptions = 419;

function profile(label: string, source: string, perNodeDay: number, numerical: number): FaultProfile {
  const rate = (count: number) => (perNodeDay * count) / interruptions;
  return {
    label,
    source,
    node: {
      gpu: rate(causesOfLlama3.gpu),
      host: rate(causesOfLlama3.host),
      link: rate(causesOfLlama3.link),
      storage: rate(causesOfLlama3.storage),
      software: rate(causesOfLlama3.software),
    },
    wafer: { wafer: 0.003, host: rate(causesOfLlama3.host), software: rate(causesOfLlama3.software) },
    switch: 16 * rate(causesOfLlama3.switch),
    straggler: 0.0005,
    numerical,
  };
}

const none: FaultProfile = {
  label: "No faults",
  source: "for tests and comparisons",
  node: { gpu: 0, host: 0, link: 0, storage: 0, software: 0 },
  wafer: { wafer: 0, host: 0, software: 0 },
  switch: 0,
  straggler: 0,
  numerical: 0,
};

/**
 * The rates of a curated machine and of a shared research cluster. Causes are shared out as in Llama 3; of its 35
 * network faults a fifth is taken to be switches, with 16 nodes below one (assumed). No failure rate of wafers is
 * published: 3 per 1,000 system-days is our assumption, and what it kills (`waferDamage`) too. Stragglers and numerical faults are assumed as well.
 * **Source** Llama 3 paper (3.8 per 1,000 node-days); arXiv 2410.21680, RSC-1 (6.5).
 */
export const faultProfiles: Readonly<Record<FaultProfileName, FaultProfile>> = {
  none,
  curated: profile("Curated machine", "Llama 3 paper: 419 interruptions of 2,048 nodes in 54 days", 3.8e-3, 0.02),
  shared_research: profile("Shared research cluster", "arXiv 2410.21680: RSC-1", 6.5e-3, 0.03),
};

/** A few nodes fail much more often than the others, and make up for them in the mean (both numbers assumed). */
const lemon = { share: 0.02, factor: 10 };
const meanWeight = 1 + lemon.share * (lemon.factor - 1);

/** Something that strikes a node, or every node below a leaf. */
export interface Arrival {
  readonly at: Instant;
  readonly kind: "fault" | "slow";
  readonly nodeId: string | null;
  /** `<clusterId>/<leaf>` when a switch fails. */
  readonly leafKey: string | null;
  readonly cause: FaultCause;
  /** How long a repair takes, or a slow-down lasts. **Unit** milliseconds; 0: nothing to repair. */
  readonly lasts: number;
  /** Speed while slow. */
  readonly factor: number;
  /** What a fault of the wafer itself did; null for all others. */
  readonly damage: WaferDamage | null;
}

/** Fixed windows of time make a Poisson process that can be entered anywhere: it has no memory. */
const windowMilliseconds = 16 * day;

interface Source {
  readonly key: RandomKey;
  readonly perDay: number;
  readonly quiet: number;
  readonly causes: readonly (readonly [FaultCause | "slow", number])[];
  readonly nodeId: string | null;
  readonly leafKey: string | null;
}

function sourceOf(
  key: RandomKey,
  causes: Source["causes"],
  owner: { nodeId: string | null; leafKey: string | null },
  weight: number,
): Source {
  const perDay = weight * causes.reduce((sum, [, rate]) => sum + rate, 0);
  return { key, perDay, quiet: exp((-perDay * windowMilliseconds) / day), causes, ...owner };
}

const repairMedian: Readonly<Record<FaultCause, number>> = {
  gpu: 12 * hour,
  host: 8 * hour,
  link: 4 * hour,
  switch: 2 * hour,
  storage: 3 * hour,
  software: 0,
  wafer: 24 * hour,
  operator: 4 * hour,
};

/**
 * How long a repair takes: a third of the automatic retries succeed after about 11 minutes, the rest waits for hands
 * (log-normal; medians assumed). **Unit** milliseconds. **Source** arXiv 2605.09370 for the retries.
 */
export function repairTime(key: RandomKey, first: number, second: number, cause: FaultCause): number {
  if (cause === "software") return 0;
  const retried = cause !== "operator" && uniform(derive(key, "retry"), first, second) < 0.333;
  const [median, sigma] = retried ? [hour * (11 / 60), 0.5] : [repairMedian[cause], 1];
  const drawn = median * exp(sigma * normal(derive(key, "repair"), first, second));
  return Math.round(Math.min(21 * day, Math.max(120_000, drawn)));
}

function arrivalOf(source: Source, at: Instant, window: number, index: number): Arrival {
  let left =
    uniform(derive(source.key, "cause"), window, index) * source.causes.reduce((sum, [, rate]) => sum + rate, 0);
  const found = source.causes.find(([, rate]) => (left -= rate) < 0) ?? source.causes[0];
  const cause = found?.[0] ?? "software";
  const owner = { at, nodeId: source.nodeId, leafKey: source.leafKey };
  if (cause !== "slow") {
    const damage = cause === "wafer" ? waferDamage(source.key, window, index) : null;
    // Its spare rows are a wafer's own repair: programmed again around what died, it goes on.
    const lasts = damage?.remapped ? 0 : repairTime(source.key, window, index, cause);
    return { ...owner, kind: "fault", cause, factor: 1, lasts, damage };
  }
  const lasts = Math.round(0.5 * hour * exp(normal(derive(source.key, "slow"), window, index)));
  const factor = 0.6 + 0.35 * uniform(derive(source.key, "factor"), window, index);
  return { ...owner, kind: "slow", cause: "software", factor, lasts, damage: null };
}

function windowArrivals(source: Source, window: number, into: Arrival[]): void {
  if (source.perDay <= 0) return;
  let draw = uniform(source.key, window, 0);
  if (draw <= source.quiet) return;
  let elapsed = 0;
  for (let index = 0; ; index += 1) {
    elapsed += (-ln(draw) / source.perDay) * day;
    if (elapsed >= windowMilliseconds) return;
    into.push(arrivalOf(source, window * windowMilliseconds + Math.floor(elapsed), window, index));
    draw = uniform(source.key, window, index + 1);
  }
}

/** The cluster and leaf of a node as one name. */
export const leafKeyOf = (node: Pick<NodeState, "clusterId" | "leaf">): string => `${node.clusterId}/${node.leaf}`;

type Machine = Pick<NodeState, "id" | "clusterId" | "leaf" | "deviceKind">;

function nodeSource(root: RandomKey, node: Machine, rates: FaultProfile): Source {
  const key = derive(root, node.id);
  const causes = Object.entries(node.deviceKind === "wafer" ? rates.wafer : rates.node) as [FaultCause, number][];
  const weight = (uniform(derive(key, "lemon")) < lemon.share ? lemon.factor : 1) / meanWeight;
  return sourceOf(key, [...causes, ["slow", rates.straggler]], { nodeId: node.id, leafKey: null }, weight);
}

function leafSource(root: RandomKey, leafKey: string, rates: FaultProfile): Source {
  return sourceOf(derive(root, leafKey), [["switch", rates.switch]], { nodeId: null, leafKey }, 1);
}

const byTime = (left: Arrival, right: Arrival): number =>
  left.at - right.at ||
  compareText(left.leafKey ?? "", right.leafKey ?? "") ||
  compareText(left.nodeId ?? "", right.nodeId ?? "");

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/**
 * What strikes one node in (from, to], in order. Intervals compose: the arrivals of (a, b] and (b, c] are those of
 * (a, c]. Switch faults are not here: they belong to a leaf, see `FaultFeed`.
 * **Cost** proportional to the windows of 16 days that the interval touches.
 */
export function faultProcess(
  siteSeed: string,
  node: Machine,
  from: Instant,
  to: Instant,
  profileName: FaultProfileName,
): readonly Arrival[] {
  const source = nodeSource(keyOf(siteSeed, "faults"), node, faultProfiles[profileName]);
  const found: Arrival[] = [];
  for (let window = Math.floor(from / windowMilliseconds); window * windowMilliseconds <= to; window += 1) {
    windowArrivals(source, window, found);
  }
  return found.filter((arrival) => arrival.at > from && arrival.at <= to);
}

/** All arrivals of a site after `from`, in order, made window by window as they are asked for. */
export interface FaultFeed {
  peek(): Arrival | undefined;
  take(): void;
}

/** Two years without a single arrival: nothing worth waking for. */
const windowsAhead = 46;

export function faultFeed(
  siteSeed: string,
  nodes: readonly Machine[],
  from: Instant,
  name: FaultProfileName,
): FaultFeed {
  const rates = faultProfiles[name];
  const root = keyOf(siteSeed, "faults");
  const leafs = [...new Set(nodes.map(leafKeyOf))];
  const sources =
    name === "none"
      ? []
      : [...nodes.map((node) => nodeSource(root, node, rates)), ...leafs.map((leaf) => leafSource(root, leaf, rates))];
  let window = Math.floor(from / windowMilliseconds);
  let ready: Arrival[] = [];
  let next = 0;
  const fill = (): void => {
    for (let tried = 0; next >= ready.length && tried < windowsAhead && sources.length > 0; tried += 1) {
      const found: Arrival[] = [];
      for (const source of sources) windowArrivals(source, window, found);
      ready = found.filter((arrival) => arrival.at > from).sort(byTime);
      next = 0;
      window += 1;
    }
  };
  return {
    peek: () => {
      fill();
      return ready[next];
    },
    take: () => {
      next += 1;
    },
  };
}
