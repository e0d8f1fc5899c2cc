import type { Draws } from "./draws.ts";
import { alikeKey, type Option, type OptionList } from "./options.ts";
import type { Looks, RigidPlan } from "./rigid-plan.ts";

/** Least looks of an option. */
export const plainLooks = (option: Option): Looks => ({ option, firstC: option.firstC, lastK: option.lastK });

/** One random change of what a kernel looks like, and the way back. */
export class LooksMoves {
  readonly #plan: RigidPlan;
  readonly #draws: Draws;
  /** The kernel that changed. */
  readonly touched: number[] = [];
  #before: Looks | null = null;

  constructor(plan: RigidPlan, draws: Draws) {
    this.#plan = plan;
    this.#draws = draws;
  }

  undo(): void {
    if (this.#before !== null) this.#plan.setLooks(this.touched[0] as number, this.#before);
  }

  #set(kernel: number, looks: Looks): boolean {
    this.touched[0] = kernel;
    this.#before = this.#plan.looks[kernel] as Looks;
    this.#plan.setLooks(kernel, looks);
    return true;
  }

  /** Another shape, near the one it has as often as anywhere. */
  reshape(): boolean {
    const kernel = this.#draws.below(this.#plan.looks.length);
    const { options } = this.#plan.lists[kernel] as OptionList;
    const anywhere = this.#draws.next() < 0.5;
    const current = (this.#plan.looks[kernel] as Looks).option.index;
    const index = anywhere ? this.#draws.below(options.length) : current + this.#draws.below(9) - 4;
    const option = options[index];
    if (option === undefined || index === current) return false;
    return this.#set(kernel, this.#joined(kernel, option));
  }

  /** Suits one kernel to a neighbour: the same h and w, or the same channels. */
  suit(): boolean {
    const { wires } = this.#plan;
    if (wires.from.length === 0) return false;
    const edge = this.#draws.below(wires.from.length);
    const forward = this.#draws.next() < 0.5;
    const kernel = (forward ? wires.to[edge] : wires.from[edge]) as number;
    const other = this.#plan.looks[(forward ? wires.from[edge] : wires.to[edge]) as number] as Looks;
    const own = this.#plan.looks[kernel] as Looks;
    if (own.option.h === other.option.h && own.option.w === other.option.w)
      return this.#suitChannels(kernel, forward, other);
    const { options, alike } = this.#plan.lists[kernel] as OptionList;
    const fitting = alike.get(alikeKey(other.option.h, other.option.w));
    if (fitting === undefined) return false;
    const option = options[fitting[this.#draws.below(fitting.length)] as number] as Option;
    return this.#set(kernel, this.#joined(kernel, option));
  }

  #suitChannels(kernel: number, forward: boolean, other: Looks): boolean {
    const own = this.#plan.looks[kernel] as Looks;
    const wanted = forward ? other.lastK : other.firstC;
    const least = forward ? own.option.firstC : own.option.lastK;
    if (wanted < least || wanted === (forward ? own.firstC : own.lastK)) return false;
    return this.#set(kernel, forward ? { ...own, firstC: wanted } : { ...own, lastK: wanted });
  }

  /** The option, with channels raised to a neighbour's where that costs little. */
  #joined(kernel: number, option: Option): Looks {
    let { firstC, lastK } = option;
    if (this.#plan.graph.weights.adapter === 0) return { option, firstC, lastK };
    const { wires } = this.#plan;
    for (const edge of this.#plan.edgesOf(kernel)) {
      if (wires.to[edge] === kernel) {
        const handed = (this.#plan.looks[wires.from[edge] as number] as Looks).lastK;
        if (handed > option.firstC && handed <= option.most) firstC = handed;
      } else {
        const taken = (this.#plan.looks[wires.to[edge] as number] as Looks).firstC;
        if (taken > option.lastK && taken <= option.lastK + 2) lastK = taken;
      }
    }
    return { option, firstC, lastK };
  }
}
