"use client";

import { useComputedColorScheme } from "@mantine/core";
import { LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use as register } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import classes from "./chart.module.css";
import { type ChartColors, lineOption, type LineSpec } from "./line-option.ts";

register([
  LineChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  CanvasRenderer,
]);

/** The colours of the page at this moment, read where they are defined. */
function colorsOf(element: Element): ChartColors {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    accent: read("--ingot-accent"),
    quiet: read("--ingot-info"),
    text: read("--mantine-color-dimmed"),
    line: read("--ingot-line"),
    surface: read("--ingot-surface"),
  };
}

export function ChartCanvas({ spec, label }: { readonly spec: LineSpec; readonly label: string }) {
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  useEffect(() => {
    if (!holder.current) return;
    const made = init(holder.current);
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(holder.current);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    if (!holder.current) return;
    chart.current?.setOption(lineOption(spec, colorsOf(holder.current), label), { notMerge: true });
  }, [spec, label, scheme]);
  return <div ref={holder} className={classes.fill} role="img" aria-label={label} />;
}
