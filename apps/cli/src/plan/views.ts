import { Refusal } from "../refusal.ts";
import { layoutFlags } from "./layout-options.ts";
import type { PlanOptions } from "./options.ts";
import { waferFlags } from "./wafer-options.ts";

const views = ["compare", "curve", "front", "run", "advise", "explain", "export"] as const;
type View = (typeof views)[number];

/** Options that say something to some views alone. */
const belongs = [
  ["weak", "--weak", "curve"],
  ["ramp", "--ramp", "run"],
  ["warmupSteps", "--warmup-steps", "run"],
  ["evaluateEvery", "--evaluate-every", "run"],
  ["evaluateTokens", "--evaluate-tokens", "run"],
  ["faults", "--faults", "run"],
  ["budgetHours", "--budget-hours", "advise"],
  ["servedTokens", "--served-tokens", "advise"],
  ["scheduler", "--scheduler", "export"],
  ["out", "--out", "export"],
  ["name", "--name", "export"],
  ["force", "--force", "export"],
] as const satisfies readonly (readonly [option: keyof PlanOptions, flag: string, view: View])[];

function checkOneView(options: PlanOptions): void {
  const asked = views.filter((view) => options[view] !== undefined && options[view] !== false);
  const together = asked.length === 2 && asked.includes("explain") && asked.includes("export");
  if (asked.length <= 1 || together) return;
  const names = views.slice(0, -1).map((view) => `--${view}`);
  const received = asked.map((view) => `--${view}`).join(" and ");
  throw new Refusal(`give one of ${names.join(", ")} or --export, received ${received}`);
}

function checkCompanions(options: PlanOptions): void {
  for (const [option, flag, view] of belongs) {
    if (options[option] !== undefined && (options[view] ?? false) === false)
      throw new Refusal(`${flag} goes with --${view}`);
  }
  const counted = options.run === true || options.advise === true || options.match !== undefined;
  const own = (["front", "advise", "export"] as const).find((view) => options[view] !== undefined);
  if (options.search === "whole" && own !== undefined) {
    throw new Refusal(`--${own} looks at layouts of its own, so --search does not go with it`);
  }
  if (options.uniqueTokens !== undefined && !counted) {
    throw new Refusal("--unique-tokens goes with --run, --advise or --match");
  }
}

/** **Throws** Refusal for two answers at a time, and for options that the answer would pass over in silence. */
export function checkViews(options: PlanOptions): void {
  checkOneView(options);
  checkCompanions(options);
  const fixed = [...layoutFlags(options), ...waferFlags(options)];
  if (options.advise === true && fixed.length > 0) {
    throw new Refusal(`--advise looks at every layout, so nothing is fixed; received ${fixed.join(", ")}`);
  }
}
