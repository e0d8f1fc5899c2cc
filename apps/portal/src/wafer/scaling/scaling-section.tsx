"use client";

import { Alert, Skeleton, Text } from "@mantine/core";
import { useState } from "react";
import type { Plan } from "../../api/outputs.ts";
import { Chart } from "../../chart/chart.tsx";
import { formatNoun, formatSignificant } from "../../format/number.ts";
import pageClasses from "../../page/page.module.css";
import { Section } from "../../page/section.tsx";
import { TextLink } from "../../page/text-link.tsx";
import { useWaferAnswer } from "../answer/use-wafer-answer.ts";
import { gpusOf, type WaferOffer, withOffer } from "../offered.ts";
import type { ScalingAnswer, ScalingRow, WaferAsk, WhatIf } from "../question.ts";
import { cheapestOf, costSpec, timeSpec } from "./scaling-spec.ts";
import { ScalingTable } from "./scaling-table.tsx";
import { WhatIfFields } from "./what-if-fields.tsx";

interface ScalingSectionProps {
  readonly ask: WaferAsk;
  readonly plan: Plan;
  readonly offer: WaferOffer | null;
}

const asPlanned: WhatIf = { sparsity: 0, softwareDate: null };

function summaryOf(rows: readonly ScalingRow[]): string {
  const last = rows.at(-1);
  return last
    ? `${formatNoun(last.systems, "system")} are ${formatSignificant(last.speedup)} times as fast as the fewest.`
    : "";
}

function Pictures({ all, plan, offer }: { readonly all: readonly ScalingRow[] } & Omit<ScalingSectionProps, "ask">) {
  const gpus = offer ? gpusOf(offer) : [];
  const gpu = cheapestOf(gpus);
  const rows = all.filter(({ refusal }) => refusal === null);
  const table = <ScalingTable rows={all} planned={plan.devices} offer={offer} gpus={gpus} />;
  if (rows.length === 0) return table;
  return (
    <>
      {gpu && (
        <Text size="sm" c="dimmed" mb="xs">
          The dotted line is the cheapest offer on GPUs: {gpu.hardware_label}.
        </Text>
      )}
      <div className={pageClasses.columns}>
        <Chart title="Time over systems" summary={summaryOf(rows)} spec={timeSpec(rows, gpu)} />
        <Chart
          title={rows[0]?.price ? "Price over systems" : "System hours over systems"}
          summary="More systems end sooner and cost more in all: what the tree between them takes is paid for, too."
          spec={costSpec(rows, gpu)}
        />
      </div>
      {table}
    </>
  );
}

/** Says that what follows is no offer, and what zeros do to the loss. */
function WhatIfNote({ sparse }: { readonly sparse: ScalingAnswer["sparse"] | undefined }) {
  return (
    <Alert color="gray" mb="md">
      What if, not an offer: contracts train all weights with today's software.
      {sparse && ` ${sparse.text} Law: ${sparse.law}.`}
    </Alert>
  );
}

const isAsPlanned = ({ sparsity, softwareDate }: WhatIf): boolean => sparsity === 0 && softwareDate === null;

/** The same program on more systems: what it costs, when it ends, and what GPUs would take. */
export function ScalingSection({ ask, plan, offer }: ScalingSectionProps) {
  const [whatIf, setWhatIf] = useState(asPlanned);
  const question = { ask, system: plan.system, whatIf, rates: offer?.rates ?? null };
  const { answer, failure } = useWaferAnswer("scaling", question);
  const planned = isAsPlanned(whatIf);
  const rows = answer && (offer && planned ? withOffer(answer.rows, offer) : answer.rows);
  return (
    <Section
      title="The same program on more systems"
      hint="Predicted; only what Ingot offers can be signed. No code changes between 1 and 16 systems."
    >
      <WhatIfFields whatIf={whatIf} onChange={setWhatIf} />
      {!planned && <WhatIfNote sparse={answer?.sparse} />}
      {failure !== null && <Text c="dimmed">There is no prediction: {failure}</Text>}
      {rows && <Pictures all={rows} plan={plan} offer={offer} />}
      {!rows && failure === null && <Skeleton height={360} />}
      <Text size="sm" mt="md">
        <TextLink href="/long-sequences">Long sequences on GPUs and on a wafer</TextLink>
      </Text>
    </Section>
  );
}
