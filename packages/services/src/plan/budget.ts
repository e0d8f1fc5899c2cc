import type { Actor } from "../context.ts";
import { ServiceError } from "../errors.ts";

/** Seconds of computing that a caller may take at once, and how much of a core refills them. */
export const planningBudget = { burstSeconds: 4, coreShare: 0.25, callersMax: 1_000 } as const;

interface Account {
  readonly spent: number;
  readonly at: number;
}

/** Whose computing it is: an organization's, or that of all who are signed in to none. */
export const callerOf = (actor: Actor): string => ("organizationId" in actor ? actor.organizationId : actor.kind);

/**
 * What planning may cost: each organization has an account of computing time, and all who are signed in to none share
 * one, so that nobody without an account can hold up those who have one. Accounts live with the process.
 */
export class PlanningBudget {
  readonly #accounts = new Map<string, Account>();
  /** **Unit** s of real time, from any beginning. */
  readonly #seconds: () => number;

  constructor(seconds: () => number) {
    this.#seconds = seconds;
  }

  /** **Throws** RATE_LIMITED when the caller has used up the account. */
  admit(caller: string): void {
    const spent = this.#spentBy(caller, this.#seconds());
    if (spent >= planningBudget.burstSeconds) throw exhausted(spent);
  }

  /** Charges what a question took, whether it was answered or not. **Unit** s of a thread's computing. */
  charge(caller: string, seconds: number): void {
    const now = this.#seconds();
    this.#keep(caller, { spent: this.#spentBy(caller, now) + seconds, at: now });
  }

  #spentBy(caller: string, now: number): number {
    const account = this.#accounts.get(caller);
    return account ? Math.max(0, account.spent - (now - account.at) * planningBudget.coreShare) : 0;
  }

  /** The caller longest silent is forgotten first: its account has refilled most. */
  #keep(caller: string, account: Account): void {
    this.#accounts.delete(caller);
    this.#accounts.set(caller, account);
    const [oldest] = this.#accounts.keys();
    if (this.#accounts.size > planningBudget.callersMax && oldest !== undefined) this.#accounts.delete(oldest);
  }
}

function exhausted(spent: number): ServiceError {
  const { burstSeconds, coreShare } = planningBudget;
  const wait = Math.ceil((spent - burstSeconds) / coreShare) + 1;
  return new ServiceError(
    "RATE_LIMITED",
    `planning may take ${burstSeconds} seconds of computing at once and ${coreShare} of a core after that, received ` +
      `${spent.toFixed(1)} seconds; try again in ${wait} seconds, sign in for an account of your own, or plan on your machine with \`ingot plan\``,
    { retry_after_seconds: wait },
  );
}
