import type { Plan } from "../api/outputs.ts";
import { formatBytes } from "../format/bytes.ts";
import { formatDuration } from "../format/duration.ts";
import { formatCount, formatShare, formatSignificant } from "../format/number.ts";
import { Facts } from "../value/facts.tsx";
import { spellOut } from "../words/sentences.ts";

function layoutValue(value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? formatCount(value) : spellOut(value);
}

/** The plan in numbers: steps, checkpoints, utilization, energy, and how the work is cut. */
export function PlanFacts({ plan }: { readonly plan: Plan }) {
  const layout = Object.entries(plan.layout).filter(([name]) => name !== "kind");
  return (
    <Facts
      items={[
        { name: "Steps", value: `${formatCount(plan.total_steps)} of ${formatDuration(plan.step_time_seconds)}` },
        { name: "Tokens in a step", value: `${formatCount(plan.tokens_per_step)} tokens` },
        { name: "Model FLOPs utilization", value: formatShare(plan.model_flops_utilization) },
        {
          name: "Checkpoint",
          value: `${formatBytes(plan.checkpoint.bytes)} every ${formatCount(plan.checkpoint.every_steps)} steps, ${formatDuration(plan.checkpoint.pause_seconds)} each`,
        },
        {
          name: "Power and energy",
          value: `${formatSignificant(plan.power_watts / 1000)} kW before cooling, ${formatSignificant(plan.energy_kwh)} kWh with it`,
        },
        {
          name: "Before the first step",
          value: plan.startup.map((phase) => `${phase.phase} ${formatDuration(phase.seconds)}`).join(", ") || "nothing",
        },
        ...layout.map(([name, value]) => ({ name: spellOut(name), value: layoutValue(value) })),
      ]}
    />
  );
}
