"use client";

import { TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { Workflow } from "../api/outputs.ts";
import { formatCount } from "../format/number.ts";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { Section } from "../page/section.tsx";
import { Instant } from "../value/instant.tsx";
import { ToneText } from "../value/tone-text.tsx";

type Pending = Workflow["pending"][number];

const kinds = { timer: "Timer", step: "Step" } as const satisfies Record<Pending["kind"], string>;

function PendingTable({ pending }: { readonly pending: readonly Pending[] }) {
  if (pending.length === 0) return <Text c="dimmed">Nothing: it is done, or acts on the next event.</Text>;
  return (
    <ScrollTable caption="Pending timers and steps" minWidth={40}>
      <TableThead>
        <TableTr>
          <TableTh>Kind</TableTh>
          <TableTh>What</TableTh>
          <TableTh className={pageClasses.number}>Attempt</TableTh>
          <TableTh>Due</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {pending.map((each) => (
          <TableTr key={`${each.kind} ${each.what} ${each.due_at}`}>
            <TableTd>{kinds[each.kind]}</TableTd>
            <TableTd>
              {each.what}
              {each.last_failure && <ToneText of={{ tone: "warn", text: `Last attempt: ${each.last_failure}` }} />}
            </TableTd>
            <TableTd className={pageClasses.number}>{formatCount(each.attempt)}</TableTd>
            <TableTd>{each.due_at ? <Instant at={each.due_at} detail="second" /> : "under way"}</TableTd>
          </TableTr>
        ))}
      </TableTbody>
    </ScrollTable>
  );
}

function HistoryTable({ history }: { readonly history: Workflow["history"] }) {
  if (history.length === 0) return <Text c="dimmed">Nothing has happened yet.</Text>;
  return (
    <ScrollTable caption="History, newest first" minWidth={36}>
      <TableThead>
        <TableTr>
          <TableTh>When</TableTh>
          <TableTh>What</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {history.toReversed().map((entry, index) => (
          <TableTr key={`${history.length - index} ${entry.at}`}>
            <TableTd>
              <Instant at={entry.at} detail="second" />
            </TableTd>
            <TableTd>
              {entry.what}
              {entry.detail && (
                <Text size="sm" c="dimmed">
                  {entry.detail}
                </Text>
              )}
            </TableTd>
          </TableTr>
        ))}
      </TableTbody>
    </ScrollTable>
  );
}

/** What a workflow waits for and what it did. */
export function WorkflowView({ workflow }: { readonly workflow: Workflow }) {
  return (
    <div className={pageClasses.stack}>
      <Section
        title="What it waits for"
        hint="Failed steps are tried again by themselves. Times are real, not the platform's."
      >
        <PendingTable pending={workflow.pending} />
      </Section>
      <Section title="What it did">
        <HistoryTable history={workflow.history} />
      </Section>
    </div>
  );
}
