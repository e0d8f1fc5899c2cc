"use client";

import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../api/client.tsx";
import type { Balance, ContractSummary, Invoice } from "../api/outputs.ts";
import { usePlatformNow } from "../clock/platform-clock.ts";
import { ContractTable } from "../contract/contract-table.tsx";
import { Loaded } from "../notice/loaded.tsx";
import pageClasses from "../page/page.module.css";
import { Section } from "../page/section.tsx";
import { TextLink } from "../page/text-link.tsx";
import { useMay } from "../session/may.tsx";
import { Amount } from "../value/amount.tsx";
import { Facts } from "../value/facts.tsx";
import { ToneMark } from "../value/status.tsx";
import { billedOf } from "./billed.ts";
import { FirstSteps } from "./first-steps.tsx";
import classes from "./home.module.css";
import { type Task, tasksOf } from "./tasks.ts";

const ended = new Set(["delivered", "closed", "canceled"]);

function TaskList({ tasks }: { readonly tasks: readonly Task[] }) {
  if (tasks.length === 0) return <Text c="dimmed">Nothing needs you.</Text>;
  return (
    <ul className={classes.tasks}>
      {tasks.map((task) => (
        <li key={task.href + task.text}>
          <ToneMark of={task.tone} />
          <TextLink href={task.href}>{task.text}</TextLink>
        </li>
      ))}
    </ul>
  );
}

interface CostProps {
  readonly invoices: readonly Invoice[];
  /** Whether there are older invoices than these. */
  readonly more: boolean;
  readonly balance: Balance;
}

function Cost({ invoices, more, balance }: CostProps) {
  const billed = billedOf(invoices);
  const sums = billed.map((sum) => <Amount key={sum.currency} of={sum} strong />);
  return (
    <Facts
      items={[
        {
          name: more ? `Billed, newest ${invoices.length} invoices` : "Billed so far",
          value: billed.length === 0 ? "nothing yet" : <Group gap="xs">{sums}</Group>,
        },
        { name: "Available", value: <Amount of={balance.available} /> },
        { name: "Held for contracts", value: <Amount of={balance.held} /> },
      ]}
    />
  );
}

function Work({ contracts }: { readonly contracts: readonly ContractSummary[] }) {
  const running = contracts.filter((contract) => !ended.has(contract.status));
  const done = contracts.filter((contract) => ended.has(contract.status)).slice(0, 5);
  return (
    <>
      <Section title="What is running">
        {running.length > 0 ? <ContractTable contracts={running} /> : <Text c="dimmed">Nothing at the moment.</Text>}
      </Section>
      {done.length > 0 && (
        <Section title="Done lately" actions={<TextLink href="/contracts">All contracts</TextLink>}>
          <ContractTable contracts={done} />
        </Section>
      )}
    </>
  );
}

const refetchInterval = 5000;

/** What the page stands on; each part appears when its own answer is there, or says why it is not. */
function useStanding() {
  const trpc = useTRPC();
  const seesMoney = useMay("invoice.read");
  return {
    seesMoney,
    contracts: useQuery(trpc.contract.list.queryOptions({ limit: 50 }, { refetchInterval })),
    quotes: useQuery(trpc.quote.list.queryOptions({ limit: 50 })),
    invoices: useQuery(trpc.invoice.list.queryOptions({ limit: 100 }, { refetchInterval, enabled: seesMoney })),
    balance: useQuery(trpc.invoice.balance.queryOptions(undefined, { refetchInterval, enabled: seesMoney })),
  };
}

/** What is running, what needs me, what did it cost. */
export function HomeView() {
  const nowMilliseconds = usePlatformNow() ?? 0;
  const { seesMoney, contracts, quotes, invoices, balance } = useStanding();
  const bills = invoices.data?.items ?? [];
  if (contracts.data?.items.length === 0 && quotes.data?.items.length === 0) return <FirstSteps />;
  return (
    <div className={pageClasses.stack}>
      <div className={pageClasses.columns}>
        <Section title="What needs you">
          <Loaded query={contracts} rows={2}>
            {({ items }) => (
              <TaskList
                tasks={tasksOf({
                  contracts: items,
                  quotes: quotes.data?.items ?? [],
                  invoices: bills,
                  nowMilliseconds,
                })}
              />
            )}
          </Loaded>
        </Section>
        {seesMoney && (
          <Section title="What it cost" actions={<TextLink href="/invoices">Invoices and balance</TextLink>}>
            <Loaded query={balance} rows={2}>
              {(money) => <Cost invoices={bills} more={Boolean(invoices.data?.next_cursor)} balance={money} />}
            </Loaded>
          </Section>
        )}
      </div>
      <Loaded query={contracts} rows={4}>
        {({ items }) => <Work contracts={items} />}
      </Loaded>
    </div>
  );
}
