"use client";

import { Text } from "@mantine/core";
import type { Plan } from "../../api/outputs.ts";
import { formatDuration } from "../../format/duration.ts";
import { formatCount, formatNoun } from "../../format/number.ts";
import { Section } from "../../page/section.tsx";
import { type Fact, Facts } from "../../value/facts.tsx";
import { useWaferAnswer } from "../answer/use-wafer-answer.ts";

const phaseNames: Readonly<Record<string, string>> = {
  compile: "Compile",
  program: "Program the wafers",
  load: "Send the weights",
};

type Startup = Plan["startup"][number];

function phaseOf({ phase, seconds, seconds_again: again }: Startup): Fact {
  const once = formatDuration(seconds);
  const value =
    again === undefined ? once : `${once} the first time at a site, ${formatDuration(again)} once it is kept`;
  return { name: phaseNames[phase] ?? phase, value };
}

function lifeOf({ startup, total_steps: steps, step_time_seconds: step, checkpoint }: Plan): Fact[] {
  const saves = Math.ceil(steps / checkpoint.every_steps);
  return [
    ...startup.map(phaseOf),
    { name: "Train", value: `${formatDuration(steps * step)} in ${formatNoun(steps, "step")}` },
    {
      name: "Checkpoint",
      value: `${formatDuration(checkpoint.pause_seconds)} every ${formatCount(checkpoint.every_steps)} steps, ${formatCount(saves)} in all`,
    },
  ];
}

/** What a run on wafers does besides training, and what becomes of it when cores die. */
export function LifeSection({ plan }: { readonly plan: Plan }) {
  const { answer: faults } = useWaferAnswer("faults", { system: plan.system });
  return (
    <Section title="The life of the run" hint="A checkpoint takes a minute for each billion parameters.">
      <Facts items={lifeOf(plan)} />
      <Text size="sm" mt="md">
        A core that dies is mapped around by a spare row: the wafer is programmed again and the run goes on from its
        last checkpoint, without a new compile. Where the spare rows do not suffice, it goes on upon another wafer.
      </Text>
      <Text size="sm" c="dimmed" mt={4}>
        {faults &&
          `Faults: ${formatCount(faults.perDay * 1000)} in 1,000 system days${faults.assumed ? ", an assumption" : ""} (${faults.source}).`}
      </Text>
    </Section>
  );
}
