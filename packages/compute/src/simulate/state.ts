import type { JobPhase } from "../plan/plan.ts";
import type { JobStatus } from "./transitions.ts";

/** Milliseconds since the epoch of platform time. A whole number. */
export type Instant = number;

export type Phase = JobPhase["phase"];
export type FaultParty = "customer" | "provider" | "none";
export type WaitingReason =
  | "quota"
  | "capacity"
  | "priority"
  | "topology"
  | "residency"
  | "maintenance"
  | "budget_hold"
  | "dataset_invalid";
export type InterruptionReason =
  | "node_failure"
  | "wafer_fault"
  | "numerical_fault"
  | "preempted"
  | "control_plane_restart"
  | "user_error";
export type EndReason = "user_request" | "budget_exceeded" | "deadline_passed" | "provider_fault" | "data_error";
export type StatusReason = WaitingReason | InterruptionReason | EndReason;

/** What breaks. `operator` is a node broken by a request; `wafer` is our assumption, nobody publishes a rate. */
export type FaultCause = "gpu" | "host" | "link" | "switch" | "storage" | "software" | "wafer" | "operator";
export type NumericalFault = "loss_spike" | "not_a_number" | "silent_corruption";

/** How often machines of a site fail; see `faultProfiles`. */
export type FaultProfileName = "none" | "curated" | "shared_research";

/** A machine of the site. */
export interface NodeState {
  readonly id: string;
  readonly clusterId: string;
  readonly systemId: string;
  readonly deviceKind: "gpu" | "wafer";
  /** The first switch above the node (leaf, rail group): it fails as one, and jobs like to stay below one. */
  readonly leaf: string;
  readonly devices: number;
  readonly state: "up" | "down" | "draining";
  /** When a node that is down comes back; null while it is not down. */
  readonly repairedAt: Instant | null;
  /** Why it is down; null while it is not. */
  readonly cause: FaultCause | null;
  /** A node that was draining when it broke drains on after its repair. */
  readonly drainAfterRepair: boolean;
  /** A straggler's speed and its end; null when it runs at full speed. */
  readonly slow: { readonly factor: number; readonly until: Instant } | null;
  /** Events told of this node so far: the counter of its event keys. */
  readonly events: number;
}

/** Devices of one node that a job holds. */
export interface Share {
  readonly nodeId: string;
  readonly devices: number;
  readonly from: Instant;
  readonly leaseKey: string;
}

/** What the simulation needs of a plan, in plain numbers. */
export interface JobPlan {
  /** Predicted, at full speed. **Unit** seconds. */
  readonly stepTimeSeconds: number;
  readonly totalSteps: number;
  readonly tokensPerStep: number;
  /** Tokens of the whole run; the last step may be a part. */
  readonly tokens: number;
  readonly startup: readonly {
    readonly phase: Phase;
    readonly seconds: number;
    /** What it takes where its result is kept from an earlier start. */
    readonly secondsAgain?: number;
  }[];
  /** `everySteps` 0: the job keeps no checkpoints and starts over after a fault. */
  readonly checkpoint: { readonly everySteps: number; readonly pauseSeconds: number; readonly sizeBytes: number };
  /** Standard deviation of ln(true / predicted throughput) on unseen rows of this class. */
  readonly throughputSigma: number;
  /** Interruptions that the operator expects in a day of running on these devices. */
  readonly faultsPerDay: number;
  /** Expected time from a fault to the first step after it. **Unit** seconds. */
  readonly recoverySeconds: number;
  /** The compiled program, by all that decides it: what one job compiled, the next one finds. None when absent. */
  readonly program?: string;
}

/** Loss after D tokens: floor + amplitude (D + D0)^-exponent, with D0 such that the first loss is `start`. */
export interface LossCurve {
  /** What no number of tokens removes: the entropy of text and the term of the model's size. **Unit** nats a token. */
  readonly floor: number;
  readonly amplitude: number;
  readonly exponent: number;
  /** Loss of the untrained model, ln(vocabulary). */
  readonly start: number;
  /** Standard deviation of one reading. */
  readonly noise: number;
}

/** An honest estimate of the end. */
export interface FinishEstimate {
  readonly p50: Instant;
  readonly p90: Instant;
}

/** A job between two calls. Plain JSON; made by `newJob`, changed only by `advanceSite`. */
export interface JobState {
  readonly id: string;
  readonly kind: "training" | "validation" | "pilot" | "sweep";
  readonly seed: string;
  /** A job of the same site that has to succeed first. */
  readonly after: string | null;
  /** Higher goes first. */
  readonly priority: number;
  /** Start of its capacity hold: who holds longer goes first among equals. */
  readonly holdStart: Instant;
  readonly systemId: string;
  /** Pins the job to one cluster; null: any cluster of the site with this system. */
  readonly clusterId: string | null;
  readonly devices: number;
  readonly plan: JobPlan;
  readonly lossCurve: LossCurve;
  /** Slices of the evaluation set that a validation job scores. */
  readonly slices: readonly string[];
  /** Tokens behind the weights that a validation job scores; filled in when the job before it succeeds. */
  readonly evaluatedTokens: number;

  readonly status: JobStatus;
  readonly phase: Phase | null;
  readonly statusReason: StatusReason | null;
  readonly faultParty: FaultParty | null;
  /** Why it waits, in words with numbers; null while it does not wait. */
  readonly waitText: string | null;
  readonly queuePosition: number | null;
  readonly checked: boolean;
  readonly queuedAt: Instant | null;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;

  readonly placement: readonly Share[];
  /** Whole nodes, or one, that a full placement has; 0 before the first. */
  readonly nodesNeeded: number;
  /** When the job next does something by itself; null while it waits for something else. */
  readonly timerAt: Instant | null;
  /** The same before it was rounded down. **Unit** milliseconds. */
  readonly timerExact: number | null;
  readonly phaseIndex: number;
  readonly recovery: "detecting" | "waiting" | "restarting" | null;

  /** Steps done at `anchorAt`; a step under way counts in part. */
  readonly anchorSteps: number;
  /** Since when it has been doing what it does: exact, so that rounding to whole milliseconds never adds up. */
  readonly anchorAt: number;
  /** The step that the timer of a training phase stands for. */
  readonly targetStep: number;
  readonly nextMetric: number;
  readonly savedStep: number;
  readonly checkpoints: number;
  readonly pauseAtStep: number | null;
  readonly resumeWhenPaused: boolean;
  readonly cancelReason: EndReason | null;
  readonly numericalAtStep: number | null;
  readonly numericalFaults: number;

  /** Full steps seen, and the time they took: all that an estimate may look at. */
  readonly observedSteps: number;
  readonly observedMilliseconds: number;
  readonly lostSteps: number;
  readonly interruptions: number;
  readonly faultsSinceSave: number;
  readonly estimate: FinishEstimate | null;
  /** Leases opened for this job so far: the counter of their keys. */
  readonly leases: number;
  /** Events told of this job so far: the counter of its event keys. */
  readonly events: number;
}

interface Asked {
  readonly id: string;
  readonly effectiveAt: Instant;
}

export interface PauseRequest extends Asked {
  readonly kind: "pause" | "resume";
  readonly jobId: string;
}

export interface CancelRequest extends Asked {
  readonly kind: "cancel";
  readonly jobId: string;
  /** Default `user_request`. */
  readonly reason?: EndReason;
  /** Default: the customer, or the provider for a `provider_fault`. */
  readonly faultParty?: FaultParty;
}

export interface NodeRequest extends Asked {
  readonly kind: "break" | "drain" | "return";
  readonly nodeId: string;
}

/** Something that a person or a rule asks of the site. At one instant, requests are handled in the order of their ids. */
export type SiteRequest = PauseRequest | CancelRequest | NodeRequest;

/** The result of a job's check. At one instant, checks go before requests. */
export interface JobCheck {
  readonly jobId: string;
  readonly effectiveAt: Instant;
  readonly refusal: null | { readonly reason: "dataset_invalid" | "data_error" | "user_error"; readonly text: string };
}

export interface SiteInput {
  readonly site: {
    readonly id: string;
    /** Secret: whoever knows it knows every fault to come. */
    readonly seed: string;
    readonly faults: FaultProfileName;
    readonly nodes: readonly NodeState[];
    /** Programs that were compiled here before and are kept; none when absent. */
    readonly programs?: readonly string[];
    /** Everything up to and including this instant has been told. */
    readonly frontier: Instant;
  };
  /** Jobs of this site that are not terminal, in any order. */
  readonly jobs: readonly JobState[];
  /** With `effectiveAt` from the frontier to `until`. */
  readonly requests: readonly SiteRequest[];
  readonly checks: readonly JobCheck[];
  readonly until: Instant;
}

export type JobEventType =
  | "job.checked"
  | "job.queued"
  | "job.started"
  | "job.checkpoint_saved"
  | "job.metrics"
  | "job.paused"
  | "job.resumed"
  | "job.interrupted"
  | "job.recovered"
  | "job.eta_changed"
  | "job.succeeded"
  | "job.failed"
  | "job.canceled";
export type NodeEventType =
  | "node.failed"
  | "node.repaired"
  | "node.slowed"
  | "node.sped_up"
  | "node.drained"
  | "node.returned";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Something that happened. The status, phase and reason are those after it. */
export interface SiteEvent {
  /** Unique in the site for ever, and the same in every replay. */
  readonly eventKey: string;
  readonly type: JobEventType | NodeEventType;
  readonly effectiveAt: Instant;
  readonly jobId: string | null;
  readonly nodeId: string | null;
  readonly status: JobStatus | null;
  readonly phase: Phase | null;
  readonly statusReason: StatusReason | null;
  readonly faultParty: FaultParty | null;
  readonly data: { readonly [name: string]: Json };
}

/** A job's hold on devices of one node. `to` is null while it is open. */
export interface Lease {
  readonly leaseKey: string;
  readonly jobId: string;
  readonly nodeId: string;
  readonly devices: number;
  readonly from: Instant;
  readonly to: Instant | null;
}

export interface CheckpointSaved {
  readonly jobId: string;
  /** 1 for the first checkpoint of the job. */
  readonly index: number;
  readonly step: number;
  readonly tokens: number;
  readonly sizeBytes: number;
  readonly effectiveAt: Instant;
}

/** One reading at a fixed step of a fixed grid, told when the step is first reached. */
export interface MetricPoint {
  readonly jobId: string;
  readonly step: number;
  readonly tokens: number;
  readonly loss: number;
  /** **Unit** tokens a second. */
  readonly throughput: number;
  readonly effectiveAt: Instant;
}

export interface RequestOutcome {
  readonly requestId: string;
  readonly outcome: "applied" | "ignored";
  readonly text: string;
}

export interface SiteOutput {
  /** All nodes in the order given. A node that did not change is the same object. */
  readonly nodes: readonly NodeState[];
  /** All jobs in the order given, the newly terminal ones too. A job that did not change is the same object. */
  readonly jobs: readonly JobState[];
  /** In the order in which they happened. */
  readonly events: readonly SiteEvent[];
  readonly leases: { readonly opened: readonly Lease[]; readonly closed: readonly Lease[] };
  readonly checkpoints: readonly CheckpointSaved[];
  readonly metrics: readonly MetricPoint[];
  readonly outcomes: readonly RequestOutcome[];
  /** Programs kept at the site by now, in the order in which they were compiled. */
  readonly programs: readonly string[];
  readonly frontier: Instant;
  /** The earliest instant at which something will happen to a job or a machine; undefined when no job is under way. */
  readonly nextDueAt: Instant | undefined;
}
