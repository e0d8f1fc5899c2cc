import { farSide } from "./curve.ts";
import type { Draws } from "./draws.ts";
import { LooksMoves } from "./looks-moves.ts";
import type { Looks, RigidPlan } from "./rigid-plan.ts";
import type { OptionList } from "./options.ts";
import type { SlicingTree } from "./slicing.ts";
import type { SoftPlan } from "./soft-plan.ts";
import { TreeMoves } from "./tree-moves.ts";
import type { Wires } from "./wires.ts";

/** How long and how hot. */
export interface Cooling {
  readonly moves: number;
  readonly hot: number;
  readonly cold: number;
}

/** What the search needs of a plan: change it, ask its cost, change it back, remember it. */
interface Walk {
  propose(): boolean;
  cost(): number;
  undo(): void;
  accept(): void;
  fits(): boolean;
  remember(): void;
}

/** **Returns** the cost of what was remembered last; Infinity where nothing fitted. */
function cool(walk: Walk, draws: Draws, { moves, hot, cold }: Cooling): number {
  let current = walk.cost();
  let best = Infinity;
  const keep = (cost: number) => {
    if (cost >= best || !walk.fits()) return;
    best = cost;
    walk.remember();
  };
  keep(current);
  let temperature = hot;
  // The temperature falls in steps: a power for each move would cost as much as the move.
  const step = 64;
  const factor = (cold / hot) ** (step / Math.max(step, moves));
  for (let move = 0; move < moves; move += 1) {
    if (move % step === step - 1) temperature *= factor;
    if (!walk.propose()) continue;
    const cost = walk.cost();
    if (cost <= current || cost <= current + temperature * draws.patience()) {
      current = cost;
      walk.accept();
      keep(cost);
    } else walk.undo();
  }
  return best;
}

/** A rigid floor: how it is cut, what its kernels look like. */
export interface RigidFloor {
  readonly tree: SlicingTree;
  readonly looks: readonly Looks[];
  readonly lists: readonly OptionList[];
  /** Of wires and adapters; Infinity where it does not fit. */
  readonly cost: number;
}

/** Anneals shapes and cuts. **Returns** the best floor that fits, or the floor it began with at cost Infinity. */
export function annealRigid(plan: RigidPlan, draws: Draws, cooling: Cooling): RigidFloor {
  const cuts = new TreeMoves(plan.tree, draws);
  const looks = new LooksMoves(plan, draws);
  const kept = { tree: plan.tree.clone(), looks: [...plan.looks] };
  const single = plan.tree.leaves === 1;
  const suits = plan.graph.weights.adapter > 0 ? 0.25 : 0;
  let undo = () => {};
  const undoLooks = () => looks.undo();
  const undoCuts = () => cuts.undo();
  const turnAlign = (): boolean => {
    const { align, leaves } = plan.tree;
    const node = leaves + draws.below(leaves - 1);
    const before = align[node] as number;
    align[node] = (before + 1 + draws.below(2)) % 3;
    undo = () => {
      align[node] = before;
    };
    return true;
  };
  const changed = (nodes: readonly number[]): boolean => {
    plan.update(nodes);
    return true;
  };
  const propose = (): boolean => {
    const share = draws.next();
    undo = undoLooks;
    if (share < 0.3 || single) return looks.reshape() && changed(looks.touched);
    if (share < 0.3 + suits) return looks.suit() && changed(looks.touched);
    if (share > 0.95) return turnAlign();
    undo = undoCuts;
    return cuts.propose() && changed(cuts.touched);
  };
  const cost = cool(
    {
      propose,
      cost: () => plan.cost(),
      undo() {
        undo();
        plan.takeBack();
      },
      accept: () => plan.keep(),
      fits: () => plan.over() === 0,
      remember: () => {
        kept.tree.assign(plan.tree);
        for (let kernel = 0; kernel < plan.looks.length; kernel += 1) kept.looks[kernel] = plan.looks[kernel] as Looks;
      },
    },
    draws,
    cooling,
  );
  return { ...kept, lists: plan.lists, cost };
}

/** Anneals the cuts of soft kernels for their wires, and for fitting at all. **Returns** the least cost that fitted. */
export function annealSoft(plan: SoftPlan, task: SoftTask, draws: Draws, cooling: Cooling): SoftFloor {
  const cuts = new TreeMoves(plan.tree, draws);
  const kept = plan.tree.clone();
  const { height, wires, wirePrice, overPrice } = task;
  const over = () => Math.max(0, plan.height - height);
  const cost = cool(
    {
      propose() {
        if (!cuts.propose()) return false;
        plan.update(cuts.touched);
        return true;
      },
      cost() {
        if (plan.height >= farSide) return Infinity;
        if (wirePrice === 0) return overPrice * over();
        plan.locate(height, wires);
        return overPrice * over() + wirePrice * wires.length();
      },
      undo() {
        cuts.undo();
        plan.takeBack();
      },
      accept() {},
      fits: () => over() === 0,
      remember: () => kept.assign(plan.tree),
    },
    draws,
    cooling,
  );
  return { tree: kept, cost };
}

export interface SoftTask {
  readonly height: number;
  readonly wires: Wires;
  readonly wirePrice: number;
  readonly overPrice: number;
}

export interface SoftFloor {
  readonly tree: SlicingTree;
  /** Of wires; Infinity where it does not fit. */
  readonly cost: number;
}
