/** One line of a chart: its name, its look without colour, and its points. */
export interface LineSeries {
  readonly name: string;
  readonly dash: "solid" | "dashed" | "dotted";
  readonly tone: "accent" | "quiet";
  readonly points: readonly (readonly [number, number])[];
}

/** A vertical mark where something happened. */
export interface LineMark {
  readonly at: number;
  readonly label: string;
}

export interface LineSpec {
  readonly xName: string;
  readonly yName: string;
  readonly series: readonly LineSeries[];
  readonly marks: readonly LineMark[];
  /** Whether the y axis starts at 0. */
  readonly fromZero: boolean;
}

export interface ChartColors {
  readonly accent: string;
  readonly quiet: string;
  readonly text: string;
  readonly line: string;
  readonly surface: string;
}

const axisNumber = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 4 });
const exactNumber = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 });

/** The options of a line chart, as ECharts reads them. */
export function lineOption(spec: LineSpec, colors: ChartColors, summary: string) {
  const label = { color: colors.text, formatter: (value: number) => axisNumber.format(value) };
  const axis = {
    axisLabel: label,
    nameTextStyle: { color: colors.text },
    axisLine: { lineStyle: { color: colors.line } },
    splitLine: { lineStyle: { color: colors.line } },
  };
  return {
    backgroundColor: "transparent",
    animation: false,
    aria: { enabled: true, label: { description: summary } },
    grid: { left: 8, right: 20, top: 56, bottom: 28, containLabel: true },
    legend: { top: 0, left: 0, textStyle: { color: colors.text }, itemWidth: 32 },
    tooltip: {
      trigger: "axis" as const,
      backgroundColor: colors.surface,
      borderColor: colors.line,
      textStyle: { color: colors.text },
      valueFormatter: (value: unknown) => (typeof value === "number" ? exactNumber.format(value) : String(value)),
    },
    xAxis: { type: "value" as const, name: spec.xName, nameLocation: "middle" as const, nameGap: 26, ...axis },
    yAxis: {
      type: "value" as const,
      name: spec.yName,
      nameLocation: "end" as const,
      scale: !spec.fromZero,
      ...axis,
      nameTextStyle: { color: colors.text, align: "left" as const },
    },
    series: spec.series.map((series, index) => ({
      type: "line" as const,
      name: series.name,
      data: series.points.map((point) => [...point]),
      showSymbol: false,
      sampling: "lttb" as const,
      lineStyle: { width: 2, type: series.dash, color: colors[series.tone] },
      itemStyle: { color: colors[series.tone] },
      markLine: index === 0 ? markLine(spec.marks, colors) : undefined,
    })),
  };
}

function markLine(marks: readonly LineMark[], colors: ChartColors) {
  return {
    symbol: ["none", "none"],
    silent: true,
    lineStyle: { type: "dashed" as const, color: colors.text, opacity: 0.6 },
    label: { color: colors.text, formatter: "{b}", position: "insideEndTop" as const },
    data: marks.map(({ at, label }) => ({ xAxis: at, name: label })),
  };
}
