import { recover } from "./interrupt.ts";
import { arrive, nodesByLeaf, repaired, spedUp } from "./nodes.ts";
import { pass } from "./pass.ts";
import { handleCheck, handleRequest } from "./request.ts";
import { cancelNow } from "./ending.ts";
import { isTraining } from "./progress.ts";
import { nextPhase } from "./start.ts";
import { finishSave, reachTarget } from "./steps.ts";
import type { Instant, JobCheck, SiteInput, SiteOutput, SiteRequest } from "./state.ts";
import { World } from "./world.ts";

type Told = { readonly at: Instant; readonly order: string; readonly handle: (world: World) => void };

/** Checks before requests, each by id: the order must not depend on how they were read. */
function toldFrom(checks: readonly JobCheck[], requests: readonly SiteRequest[]): readonly Told[] {
  const told: Told[] = [
    ...checks.map((check) => ({
      at: check.effectiveAt,
      order: `0${check.jobId}`,
      handle: (world: World) => handleCheck(world, check),
    })),
    ...requests.map((request) => ({
      at: request.effectiveAt,
      order: `1${request.id}`,
      handle: (world: World) => handleRequest(world, request),
    })),
  ];
  return told.sort((left, right) => left.at - right.at || (left.order < right.order ? -1 : 1));
}

function validate(input: SiteInput): void {
  const { frontier } = input.site;
  if (!Number.isSafeInteger(frontier) || frontier < 0) {
    throw new RangeError(`the frontier is a whole number of milliseconds, received ${frontier}`);
  }
  if (!Number.isSafeInteger(input.until) || input.until < frontier) {
    throw new RangeError(`a site only goes forward: it stands at ${frontier}, received until ${input.until}`);
  }
  for (const asked of [...input.requests, ...input.checks]) {
    if (!Number.isSafeInteger(asked.effectiveAt) || asked.effectiveAt < frontier || asked.effectiveAt > input.until) {
      const range = `${frontier} to ${input.until}`;
      throw new RangeError(
        `requests and checks take effect from the frontier to until (${range}), received ${asked.effectiveAt}`,
      );
    }
  }
  const ids = new Set(input.jobs.map((job) => job.id));
  for (const job of input.jobs) {
    if (job.after !== null && !ids.has(job.after)) {
      throw new RangeError(
        `job ${job.id} waits for ${job.after}: give both jobs, or no "after" once that one has succeeded`,
      );
    }
  }
}

function timerOf(world: World, jobId: string, at: Instant): void {
  const job = world.job(jobId);
  const exact = job.timerExact ?? at;
  job.timerAt = null;
  if (isTraining(job)) {
    reachTarget(world, job, at, exact);
    return;
  }
  job.anchorAt = exact;
  if (job.status === "canceling") cancelNow(world, job, at);
  else if (job.status === "starting" || job.recovery === "restarting") nextPhase(world, job, at);
  else if (job.recovery === "detecting") recover(world, job, at);
  else finishSave(world, job, at);
}

/** The next thing that happens by itself: something on the agenda, or a fault; a fault goes between nodes and jobs. */
function dueAt(world: World): Instant {
  return Math.min(world.agenda.peek()?.at ?? Infinity, world.feed.peek()?.at ?? Infinity);
}

function handleDue(world: World, leafs: () => ReadonlyMap<string, readonly string[]>): void {
  const entry = world.agenda.peek();
  const arrival = world.feed.peek();
  if (arrival && (!entry || arrival.at < entry.at || (arrival.at === entry.at && entry.kind === "job"))) {
    world.feed.take();
    arrive(world, arrival, leafs());
    return;
  }
  if (!entry) return;
  world.agenda.take();
  if (entry.kind === "repair") repaired(world, entry.id, entry.at);
  else if (entry.kind === "speed") spedUp(world, entry.id, entry.at);
  else timerOf(world, entry.id, entry.at);
}

/**
 * Moves a site forward to `until`: the only place where simulated fate is decided. At one instant everything that
 * happens by itself goes before what is asked for. **Associative**: any intermediate stops give the same events, jobs,
 * nodes, leases and checkpoints, provided that each request is given once, with the call whose interval holds it.
 * **Throws** RangeError for an input that breaks a rule stated in its types.
 * **Cost** logarithmic in jobs for each event, and one hash for each node and 16 days of platform time.
 */
export function advanceSite(input: SiteInput): SiteOutput {
  validate(input);
  const world = new World(input);
  const told = toldFrom(input.checks, input.requests);
  let leafs: ReadonlyMap<string, readonly string[]> | undefined;
  const leafsOnce = () => (leafs ??= nodesByLeaf(world));
  let next = 0;
  for (;;) {
    const due = dueAt(world);
    const asked = told[next];
    const at = Math.min(due, asked?.at ?? Infinity);
    if (at > input.until) break;
    if (asked && asked.at < due) {
      next += 1;
      asked.handle(world);
    } else handleDue(world, leafsOnce);
    if (world.passDue) pass(world, at);
  }
  return outputOf(world, input);
}

function outputOf(world: World, input: SiteInput): SiteOutput {
  const agendaAt = world.agenda.peek()?.at ?? Infinity;
  const faultAt = world.underWay() ? (world.feed.peek()?.at ?? Infinity) : Infinity;
  const nextDueAt = Math.min(agendaAt, faultAt);
  return {
    nodes: input.site.nodes.map((node) => world.nodes.get(node.id) ?? node),
    jobs: input.jobs.map((job) => world.jobs.get(job.id) ?? job),
    events: world.events,
    leases: { opened: world.opened, closed: world.closed },
    checkpoints: world.checkpoints,
    metrics: world.metrics,
    outcomes: world.outcomes,
    programs: [...world.programs],
    frontier: input.until,
    nextDueAt: Number.isFinite(nextDueAt) ? nextDueAt : undefined,
  };
}
