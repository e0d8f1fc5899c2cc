/** A literal: twice the variable, one more where it is negated. */
export type Literal = number;

export const not = (literal: Literal): Literal => literal ^ 1;

/** Value of a literal that is neither true (1) nor false (0) yet. */
const open = 2;

/** A literal that was decided, or follows from nothing but what is given. */
const noReason = -1;

/** Before the literals of a clause: its length, and the clause that watches its first literal next, and its second. */
const header = 3;

/**
 * Finds truth values that satisfy every clause, by deciding, propagating and learning a clause from each conflict.
 * **Source** Marques-Silva and Sakallah, GRASP (1999); watched literals: Moskewicz et al., Chaff (2001); the queue of
 * variables: Biere and Froehlich, "Evaluating CDCL variable scoring schemes" (2015). Deterministic.
 */
export class ClauseSolver {
  #value = new Uint8Array(0);
  /** Of each variable: 1 where it is false when it is decided. */
  readonly #wish: number[] = [];
  /** Lists, by literal, of what is true where it is false, by clauses of two: a literal and where its list goes on. */
  readonly #pairs: number[] = [0, 0];
  readonly #firstPair: number[] = [];
  /** Longer clauses one behind the other, in lists by each of the two literals that they watch: the first two. */
  readonly #clauses: number[] = [0];
  readonly #firstWatch: number[] = [];
  readonly #given: Literal[] = [];
  readonly #trail: Literal[] = [];
  /** Length of the trail at each decision. */
  readonly #decisions: number[] = [];
  /** Why a variable has its value: a clause, or -2 less the other literal of a clause of two. */
  #reason = new Int32Array(0);
  #level = new Int32Array(0);
  #seen = new Int32Array(0);
  /** Variables in the order in which they are decided, those of late conflicts first. */
  #before = new Int32Array(0);
  #after = new Int32Array(0);
  /** When a variable was last moved to the front: in that order they are moved again. */
  #moved = new Int32Array(0);
  #moves = 0;
  #first = 0;
  #next = 0;
  #propagated = 0;
  #conflicts = 0;
  /** One literal of the clause that became false, where it is one of two. */
  #fallen: Literal = 0;
  #impossible = false;

  /** A new variable; `wish` is the value that is tried first. */
  variable(wish: boolean): Literal {
    this.#firstPair.push(0, 0);
    this.#firstWatch.push(0, 0);
    return 2 * (this.#wish.push(wish ? 0 : 1) - 1);
  }

  /** At least one of these is true. */
  add(literals: readonly Literal[]): void {
    if (literals.length === 0) this.#impossible = true;
    else if (literals.length === 1) this.#given.push(literals[0] as Literal);
    else this.#store(literals);
  }

  /** At least one of two is true. */
  addPair(one: Literal, other: Literal): void {
    this.#imply(one, other);
    this.#imply(other, one);
  }

  /** At most one of these is true. */
  addAtMostOne(literals: readonly Literal[]): void {
    for (let one = 1; one < literals.length; one += 1) {
      for (let other = 0; other < one; other += 1)
        this.addPair(not(literals[one] as Literal), not(literals[other] as Literal));
    }
  }

  /** **Returns** whether a literal is true, or null: there are no such values, or none were found within so many conflicts. */
  solve(mostConflicts: number): ((literal: Literal) => boolean) | null {
    this.#begin();
    for (const literal of this.#given) if (!this.#assign(literal, noReason)) return null;
    while (!this.#impossible) {
      const conflict = this.#propagate();
      if (conflict === noReason) {
        if (!this.#decide()) return (literal) => this.#value[literal] === 1;
        continue;
      }
      this.#conflicts += 1;
      if (this.#decisions.length === 0 || this.#conflicts > mostConflicts) return null;
      this.#learn(conflict);
    }
    return null;
  }

  #imply(falsified: Literal, literal: Literal): void {
    const at = this.#pairs.push(literal, this.#firstPair[falsified] as number) - 2;
    this.#firstPair[falsified] = at;
  }

  /** **Returns** the clause as a reason of its first literal. */
  #store(literals: readonly Literal[]): number {
    const [one, other] = [literals[0] as Literal, literals[1] as Literal];
    if (literals.length === 2) {
      this.addPair(one, other);
      return -2 - other;
    }
    const clause = this.#clauses.length;
    this.#clauses.push(literals.length, this.#firstWatch[one] as number, this.#firstWatch[other] as number);
    for (const literal of literals) this.#clauses.push(literal);
    this.#firstWatch[one] = 2 * clause;
    this.#firstWatch[other] = 2 * clause + 1;
    return clause;
  }

  #begin(): void {
    const count = this.#wish.length;
    this.#value = new Uint8Array(2 * count).fill(open);
    [this.#reason, this.#level, this.#seen] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
    [this.#before, this.#after, this.#moved] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
    for (let at = 0; at < count; at += 1) {
      this.#before[at] = at - 1;
      this.#after[at] = at + 1 < count ? at + 1 : -1;
      this.#moved[at] = -at;
    }
  }

  /** **Returns** false where the literal is false already. */
  #assign(literal: Literal, reason: number): boolean {
    if (this.#value[literal] !== open) return this.#value[literal] === 1;
    this.#value[literal] = 1;
    this.#value[not(literal)] = 0;
    this.#reason[literal >> 1] = reason;
    this.#level[literal >> 1] = this.#decisions.length;
    this.#trail.push(literal);
    return true;
  }

  /** **Returns** the clause that has become false, or `noReason`. */
  #propagate(): number {
    while (this.#propagated < this.#trail.length) {
      const falsified = not(this.#trail[this.#propagated] as Literal);
      this.#propagated += 1;
      for (let at = this.#firstPair[falsified] as number; at > 0; at = this.#pairs[at + 1] as number) {
        const literal = this.#pairs[at] as Literal;
        if (this.#assign(literal, -2 - falsified)) continue;
        this.#fallen = literal;
        return -2 - falsified;
      }
      const conflict = this.#visit(falsified);
      if (conflict !== noReason) return conflict;
    }
    return noReason;
  }

  /** Lets the clauses that watch a literal watch another; one that cannot rests on the other one that it watches. */
  #visit(falsified: Literal): number {
    const clauses = this.#clauses;
    let before = -1;
    let watch = this.#firstWatch[falsified] as number;
    while (watch > 0) {
      const [clause, which] = [watch >> 1, watch & 1];
      const next = clauses[clause + 1 + which] as number;
      const other = clauses[clause + header + 1 - which] as Literal;
      const replaced = this.#value[other] === 1 ? -1 : this.#replacement(clause);
      if (replaced < 0) {
        if (!this.#assign(other, clause)) return clause;
        before = clause + 1 + which;
      } else {
        const literal = clauses[replaced] as Literal;
        clauses[replaced] = falsified;
        clauses[clause + header + which] = literal;
        clauses[clause + 1 + which] = this.#firstWatch[literal] as number;
        this.#firstWatch[literal] = watch;
        if (before < 0) this.#firstWatch[falsified] = next;
        else clauses[before] = next;
      }
      watch = next;
    }
    return noReason;
  }

  /** Where a clause has a literal that it does not watch and that is not false. */
  #replacement(clause: number): number {
    const end = clause + header + (this.#clauses[clause] as number);
    for (let at = clause + header + 2; at < end; at += 1) {
      if (this.#value[this.#clauses[at] as Literal] !== 0) return at;
    }
    return -1;
  }

  #decide(): boolean {
    let variable = this.#next;
    while (variable >= 0 && this.#value[2 * variable] !== open) variable = this.#after[variable] as number;
    this.#next = variable;
    if (variable < 0) return false;
    this.#decisions.push(this.#trail.length);
    return this.#assign(2 * variable + (this.#wish[variable] as number), noReason);
  }

  /** Learns the clause of the first implication point, goes back to where it decides something and says that. */
  #learn(conflict: number): void {
    const learned: Literal[] = [0];
    const taken: number[] = [];
    const here = this.#decisions.length;
    let [opened, back] = [0, 0];
    const take = (literal: Literal) => {
      const variable = literal >> 1;
      const level = this.#level[variable] as number;
      if (level === 0 || this.#seen[variable] === this.#conflicts) return;
      this.#seen[variable] = this.#conflicts;
      taken.push(variable);
      if (level === here) opened += 1;
      else {
        learned.push(literal);
        if (level <= back) return;
        back = level;
        [learned[1], learned[learned.length - 1]] = [literal, learned[1] as Literal];
      }
    };
    if (conflict < noReason) take(this.#fallen);
    let [reason, at] = [conflict, this.#trail.length];
    while (opened >= 0) {
      this.#takeReason(reason, take);
      do at -= 1;
      while (this.#seen[(this.#trail[at] as Literal) >> 1] !== this.#conflicts);
      opened -= 1;
      if (opened === 0) break;
      reason = this.#reason[(this.#trail[at] as Literal) >> 1] as number;
    }
    learned[0] = not(this.#trail[at] as Literal);
    taken.sort((one, other) => (this.#moved[one] as number) - (this.#moved[other] as number));
    for (const variable of taken) this.#moveToFront(variable);
    this.#backTo(back);
    this.#assign(learned[0], learned.length > 1 ? this.#store(learned) : noReason);
  }

  /** The literals of a clause; that which follows from it is seen already. */
  #takeReason(reason: number, take: (literal: Literal) => void): void {
    if (reason < noReason) {
      take(-2 - reason);
      return;
    }
    const end = reason + header + (this.#clauses[reason] as number);
    for (let at = reason + header; at < end; at += 1) take(this.#clauses[at] as Literal);
  }

  #moveToFront(variable: number): void {
    this.#moves += 1;
    this.#moved[variable] = this.#moves;
    if (variable === this.#first) return;
    const [before, after] = [this.#before[variable] as number, this.#after[variable] as number];
    this.#after[before] = after;
    if (after >= 0) this.#before[after] = before;
    this.#before[this.#first] = variable;
    this.#after[variable] = this.#first;
    this.#first = variable;
  }

  #backTo(level: number): void {
    const from = this.#decisions[level] as number;
    this.#decisions.length = level;
    for (let at = from; at < this.#trail.length; at += 1) {
      const literal = this.#trail[at] as Literal;
      this.#value[literal] = open;
      this.#value[not(literal)] = open;
    }
    this.#trail.length = from;
    this.#propagated = from;
    this.#next = this.#first;
  }
}
