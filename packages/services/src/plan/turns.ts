import { ServiceError } from "../errors.ts";

/** Questions of one caller that may wait for their turn. */
export const waitingMax = 64;

type Start = () => void;

/**
 * Who is answered next: callers take turns, each with one question under way. So nobody waits for more than one question
 * of each other caller, however many those have sent.
 */
export class Turns {
  readonly #places: number;
  readonly #underWay = new Set<string>();
  /** What waits, by caller; whoever was answered last stands last. */
  readonly #waiting = new Map<string, Start[]>();

  /** As many questions are under way at a time as there are places. */
  constructor(places: number) {
    this.#places = places;
  }

  /** Does the work when it is the caller's turn. **Throws** RATE_LIMITED when too many of the caller's wait already. */
  async take<Result>(caller: string, work: () => Promise<Result>): Promise<Result> {
    await this.#turnOf(caller);
    try {
      return await work();
    } finally {
      this.#end(caller);
    }
  }

  #turnOf(caller: string): Promise<void> {
    const mine = this.#waiting.get(caller) ?? [];
    if (mine.length >= waitingMax) throw tooMany(mine.length + 1);
    return new Promise((resolve) => {
      mine.push(resolve);
      this.#waiting.set(caller, mine);
      this.#next();
    });
  }

  #end(caller: string): void {
    this.#underWay.delete(caller);
    const mine = this.#waiting.get(caller);
    this.#waiting.delete(caller);
    if (mine) this.#waiting.set(caller, mine);
    this.#next();
  }

  #next(): void {
    for (const [caller, [start, ...later]] of this.#waiting) {
      if (this.#underWay.size >= this.#places) return;
      if (this.#underWay.has(caller)) continue;
      if (later.length > 0) this.#waiting.set(caller, later);
      else this.#waiting.delete(caller);
      this.#underWay.add(caller);
      start?.();
    }
  }
}

function tooMany(asked: number): ServiceError {
  const wait = 5;
  return new ServiceError(
    "RATE_LIMITED",
    `${waitingMax} questions of one account may wait for the planner, received ${asked}; try again in ${wait} seconds, ` +
      "sign in for an account of your own, or plan on your machine with `ingot plan`",
    { retry_after_seconds: wait },
  );
}
