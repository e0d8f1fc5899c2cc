"use client";

import { useMemo } from "react";
import type { Contract } from "../api/outputs.ts";
import { Loaded } from "../notice/loaded.tsx";
import pageClasses from "../page/page.module.css";
import { Section } from "../page/section.tsx";
import { isWafer } from "../wafer/offered.ts";
import { CheckpointTable } from "./checkpoint-table.tsx";
import { ContractFacts } from "./contract-facts.tsx";
import { ContractMoney } from "./contract-money.tsx";
import { ContractProgress } from "./contract-progress.tsx";
import { ContractWafer } from "./contract-wafer.tsx";
import { InterruptionList } from "./interruption-list.tsx";
import { interruptionsOf } from "./interruptions.ts";
import { MetricCharts } from "./metric-charts.tsx";
import { Timeline } from "./timeline.tsx";
import type { useLiveContract } from "./use-live-contract.ts";
import { ValidationTable } from "./validation-table.tsx";

interface ContractViewProps {
  readonly contract: Contract;
  readonly live: ReturnType<typeof useLiveContract>;
}

/** A contract as it runs: how far, what happened, what it brought, what it costs. */
export function ContractView({ contract, live: { metrics, history } }: ContractViewProps) {
  const interruptions = useMemo(() => interruptionsOf(history.data ?? []), [history.data]);
  return (
    <div className={pageClasses.stack}>
      <div className={pageClasses.columns}>
        <Section title="Progress">
          <ContractProgress contract={contract} />
        </Section>
        <Section title="Money">
          <ContractMoney contract={contract} />
        </Section>
      </div>
      <Section title="Readings" hint="As the run reports them; vertical lines are interruptions.">
        <Loaded query={metrics} rows={6}>
          {({ items }) => <MetricCharts points={items} interruptions={interruptions} />}
        </Loaded>
      </Section>
      <div className={pageClasses.columns}>
        <Section title="What happened">
          <Loaded query={history} rows={6}>
            {(events) => <Timeline events={events} />}
          </Loaded>
        </Section>
        <div className={pageClasses.stack}>
          <Section title="Interruptions, explained">
            <InterruptionList interruptions={interruptions} />
          </Section>
          <Section title="Validation">
            <ValidationTable validation={contract.validation} />
          </Section>
        </div>
      </div>
      <Section title="Checkpoints">
        <CheckpointTable contractId={contract.id} />
      </Section>
      {isWafer(contract.system) && <ContractWafer contract={contract} />}
      <Section title="What was agreed, and where it runs">
        <ContractFacts contract={contract} />
      </Section>
    </div>
  );
}
