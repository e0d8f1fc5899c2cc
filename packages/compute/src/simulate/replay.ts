import { advanceSite } from "./advance.ts";
import type { Instant, SiteInput, SiteOutput } from "./state.ts";
import { isTerminal } from "./transitions.ts";

type Replay = Omit<SiteOutput, "nextDueAt" | "frontier">;

/**
 * Moves a site forward with stops at `stops`, as a broker does: what is over is left out of the next call, state goes
 * through JSON between calls, and each request goes with the call whose interval holds it.
 * **Returns** what one call would have told. **Range** `stops` between the frontier and `until`, in any order.
 */
export function advanceInSteps(input: SiteInput, stops: readonly Instant[]): Replay {
  const over = new Map<string, SiteOutput["jobs"][number]>();
  const told: SiteOutput[] = [];
  let { nodes, frontier, programs = [] } = input.site;
  let jobs = input.jobs;
  let seen: Instant = -1;
  for (const until of [...stops, input.until].sort((left, right) => left - right)) {
    const between = (asked: { readonly effectiveAt: Instant }) =>
      asked.effectiveAt > seen && asked.effectiveAt <= until;
    const requests = input.requests.filter(between);
    const checks = input.checks.filter(between);
    const output = advanceSite(
      throughJson({ site: { ...input.site, nodes, frontier, programs }, jobs, requests, checks, until }),
    );
    for (const job of output.jobs) if (isTerminal(job.status)) over.set(job.id, job);
    told.push(output);
    ({ nodes, programs } = output);
    jobs = output.jobs.filter((job) => !isTerminal(job.status));
    frontier = until;
    seen = until;
  }
  const last = new Map(jobs.map((job) => [job.id, job]));
  return {
    nodes,
    jobs: input.jobs.map((job) => over.get(job.id) ?? last.get(job.id) ?? job),
    events: told.flatMap((output) => output.events),
    leases: {
      opened: told.flatMap((output) => output.leases.opened),
      closed: told.flatMap((output) => output.leases.closed),
    },
    checkpoints: told.flatMap((output) => output.checkpoints),
    metrics: told.flatMap((output) => output.metrics),
    outcomes: told.flatMap((output) => output.outcomes),
    programs,
  };
}

const throughJson = (input: SiteInput): SiteInput => JSON.parse(JSON.stringify(input)) as SiteInput;
