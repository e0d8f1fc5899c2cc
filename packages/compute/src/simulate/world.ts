import { Capacity } from "../schedule/index.ts";
import type { Part } from "../schedule/index.ts";
import { Agenda } from "./agenda.ts";
import type { FaultFeed } from "./faults.ts";
import { faultFeed } from "./faults.ts";
import type {
  CheckpointSaved,
  FaultProfileName,
  Instant,
  JobEventType,
  JobState,
  Json,
  Lease,
  MetricPoint,
  NodeEventType,
  NodeState,
  RequestOutcome,
  Share,
  SiteEvent,
  SiteInput,
} from "./state.ts";
import { isTerminal } from "./transitions.ts";
import { hiddenThroughput } from "./truth.ts";

export type Draft<State> = { -readonly [Name in keyof State]: State[Name] };
export type JobDraft = Draft<JobState>;
export type NodeDraft = Draft<NodeState>;

/** The site in the middle of a call: drafts of what changes, indexes of what is asked often, and what came out. */
export class World {
  readonly seed: string;
  readonly faults: FaultProfileName;
  readonly capacity: Capacity;
  readonly agenda: Agenda;
  readonly feed: FaultFeed;
  readonly jobs = new Map<string, JobState | JobDraft>();
  readonly nodes = new Map<string, NodeState | NodeDraft>();
  readonly events: SiteEvent[] = [];
  readonly opened: Lease[] = [];
  readonly closed: Lease[] = [];
  readonly checkpoints: CheckpointSaved[] = [];
  readonly metrics: MetricPoint[] = [];
  readonly outcomes: RequestOutcome[] = [];
  /** Compiled programs that the site keeps. */
  readonly programs: Set<string>;
  /** Jobs queued since the last pass; their event waits for its reason. */
  readonly newlyQueued = new Set<string>();
  /** Jobs that wait for devices: queued ones, and recovering ones without a spare. */
  readonly waiting = new Set<string>();
  /** Whether a pass over the queue could change anything. */
  passDue = false;
  readonly #drafts = new Set<string>();
  readonly #jobsOnNode = new Map<string, string[]>();
  readonly #throughput = new Map<string, number>();

  constructor(input: SiteInput) {
    this.seed = input.site.seed;
    this.faults = input.site.faults;
    this.programs = new Set(input.site.programs);
    for (const node of input.site.nodes) this.nodes.set(node.id, node);
    for (const job of input.jobs) this.jobs.set(job.id, job);
    this.capacity = new Capacity(
      input.site.nodes,
      input.jobs.flatMap((job) => job.placement),
    );
    this.agenda = new Agenda((entry) => {
      if (entry.kind === "job") return this.jobs.get(entry.id)?.timerAt === entry.at;
      const node = this.nodes.get(entry.id);
      return entry.kind === "repair" ? node?.repairedAt === entry.at : node?.slow?.until === entry.at;
    });
    this.feed = faultFeed(input.site.seed, input.site.nodes, input.site.frontier, input.site.faults);
    for (const node of input.site.nodes) this.#watchNode(node);
    for (const job of input.jobs) this.#watchJob(job);
  }

  #watchNode(node: NodeState): void {
    if (node.repairedAt !== null) this.agenda.push({ at: node.repairedAt, kind: "repair", id: node.id });
    if (node.slow !== null) this.agenda.push({ at: node.slow.until, kind: "speed", id: node.id });
  }

  #watchJob(job: JobState): void {
    if (job.timerAt !== null) this.agenda.push({ at: job.timerAt, kind: "job", id: job.id });
    if (job.status === "queued" || job.recovery === "waiting") this.waiting.add(job.id);
    for (const share of job.placement) this.#link(share.nodeId, job.id);
  }

  #link(nodeId: string, jobId: string): void {
    const linked = this.#jobsOnNode.get(nodeId);
    if (linked) linked.push(jobId);
    else this.#jobsOnNode.set(nodeId, [jobId]);
  }

  #unlink(nodeId: string, jobId: string): void {
    const linked = this.#jobsOnNode.get(nodeId)?.filter((id) => id !== jobId) ?? [];
    this.#jobsOnNode.set(nodeId, linked);
  }

  /** A job to change. **Throws** RangeError for a job that the site does not have. */
  job(id: string): JobDraft {
    const job = this.jobs.get(id);
    if (!job) throw new RangeError(`job ${id} is not among the jobs of this site that are not terminal`);
    if (this.#drafts.has(id)) return job;
    const draft = { ...job };
    this.#drafts.add(id);
    this.jobs.set(id, draft);
    return draft;
  }

  node(id: string): NodeDraft {
    const node = this.nodes.get(id);
    if (!node) throw new RangeError(`node ${id} is not among the nodes of this site`);
    if (this.#drafts.has(id)) return node;
    const draft = { ...node };
    this.#drafts.add(id);
    this.nodes.set(id, draft);
    return draft;
  }

  jobsOn(nodeId: string): readonly string[] {
    return this.#jobsOnNode.get(nodeId) ?? [];
  }

  /** Rounded down: what is due at a promised instant is not late by a fraction. */
  setTimer(job: JobDraft, exact: number | null): void {
    job.timerExact = exact;
    job.timerAt = exact === null ? null : Math.floor(exact);
    if (job.timerAt !== null) this.agenda.push({ at: job.timerAt, kind: "job", id: job.id });
  }

  /** True over predicted throughput of a job. */
  throughput(job: JobState): number {
    const known = this.#throughput.get(job.id);
    if (known !== undefined) return known;
    const drawn = hiddenThroughput(this.seed, job.seed, job.plan.throughputSigma);
    this.#throughput.set(job.id, drawn);
    return drawn;
  }

  /** A gang goes at the pace of its slowest node. */
  slowest(job: JobState): number {
    let factor = 1;
    for (const share of job.placement) {
      const slow = this.nodes.get(share.nodeId)?.slow;
      if (slow && slow.factor < factor) factor = slow.factor;
    }
    return factor;
  }

  open(job: JobDraft, parts: readonly Part[], at: Instant): void {
    const made = parts.map((part): Share => {
      const leaseKey = `${job.id}:lease:${job.leases}`;
      job.leases += 1;
      this.#link(part.nodeId, job.id);
      this.opened.push({ leaseKey, jobId: job.id, nodeId: part.nodeId, devices: part.devices, from: at, to: null });
      return { nodeId: part.nodeId, devices: part.devices, from: at, leaseKey };
    });
    job.placement = [...job.placement, ...made];
  }

  /** Gives back what `job` holds on nodes for which `which` is true. */
  close(job: JobDraft, at: Instant, which: (nodeId: string) => boolean = () => true): void {
    const ended = job.placement.filter((share) => which(share.nodeId));
    if (ended.length === 0) return;
    job.placement = job.placement.filter((share) => !which(share.nodeId));
    for (const share of ended) {
      this.#unlink(share.nodeId, job.id);
      const { leaseKey, nodeId, devices, from } = share;
      this.closed.push({ leaseKey, jobId: job.id, nodeId, devices, from, to: at });
    }
    this.capacity.give(ended);
    this.passDue = true;
  }

  tell(job: JobDraft, type: JobEventType, at: Instant, data: Record<string, Json> = {}): void {
    const { status, phase, statusReason, faultParty } = job;
    const eventKey = `${job.id}:${type}:${job.events}`;
    job.events += 1;
    const where = { jobId: job.id, nodeId: null };
    this.events.push({ eventKey, type, effectiveAt: at, ...where, status, phase, statusReason, faultParty, data });
  }

  tellNode(node: NodeDraft, type: NodeEventType, at: Instant, data: Record<string, Json> = {}): void {
    const eventKey = `${node.id}:${type}:${node.events}`;
    node.events += 1;
    const about = { jobId: null, nodeId: node.id, status: null, phase: null, statusReason: null, faultParty: null };
    this.events.push({ eventKey, type, effectiveAt: at, ...about, data });
  }

  /** Whether any job can still be changed by the passing of time. */
  underWay(): boolean {
    for (const job of this.jobs.values()) {
      if (!isTerminal(job.status) && job.status !== "paused" && job.status !== "checking") return true;
    }
    return false;
  }
}
