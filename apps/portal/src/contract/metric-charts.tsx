"use client";

import { Table, Text } from "@mantine/core";
import { useMemo } from "react";
import type { MetricPoint } from "../api/outputs.ts";
import { Chart } from "../chart/chart.tsx";
import { formatCount, formatSignificant } from "../format/number.ts";
import pageClasses from "../page/page.module.css";
import { Instant } from "../value/instant.tsx";
import type { Interruption } from "./interruptions.ts";
import { lossSpec, throughputSpec } from "./metric-specs.ts";

const rowsShown = 40;

/** So many readings, evenly spread, always with the last. */
function thinned(points: readonly MetricPoint[]): readonly MetricPoint[] {
  const stride = Math.ceil(points.length / rowsShown);
  return points.filter((_, index) => (points.length - 1 - index) % stride === 0);
}

function ReadingTable({ points }: { readonly points: readonly MetricPoint[] }) {
  return (
    <Table.ScrollContainer minWidth={440} maxHeight={280} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={pageClasses.number}>Step</Table.Th>
            <Table.Th className={pageClasses.number}>Loss, nats a token</Table.Th>
            <Table.Th className={pageClasses.number}>Tokens a second</Table.Th>
            <Table.Th>At</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {thinned(points).map((point) => (
            <Table.Tr key={point.step}>
              <Table.Td className={pageClasses.number}>{formatCount(point.step)}</Table.Td>
              <Table.Td className={pageClasses.number}>{formatSignificant(point.loss, 4)}</Table.Td>
              <Table.Td className={pageClasses.number}>{formatSignificant(point.tokens_per_second, 4)}</Table.Td>
              <Table.Td>
                <Instant at={point.effective_at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

interface MetricChartsProps {
  readonly points: readonly MetricPoint[];
  readonly interruptions: readonly Interruption[];
}

/** Loss and throughput as they are read. */
export function MetricCharts({ points, interruptions }: MetricChartsProps) {
  const loss = useMemo(() => lossSpec(points, interruptions), [points, interruptions]);
  const throughput = useMemo(() => throughputSpec(points, interruptions), [points, interruptions]);
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 2) {
    return <Text c="dimmed">The first readings appear when training has begun.</Text>;
  }
  const table = <ReadingTable points={points} />;
  const times = interruptions.length === 1 ? "once" : `${formatCount(interruptions.length)} times`;
  const lossWords = `From ${formatSignificant(first.loss)} at step ${formatCount(first.step)} to ${formatSignificant(last.loss)} at step ${formatCount(last.step)}.`;
  const speedWords = `${formatSignificant(last.tokens_per_second)} tokens a second at the last reading; interrupted ${times}.`;
  return (
    <div className={pageClasses.columns}>
      <Chart title="Loss" summary={lossWords} spec={loss} table={table} />
      <Chart title="Throughput" summary={speedWords} spec={throughput} table={table} />
    </div>
  );
}
