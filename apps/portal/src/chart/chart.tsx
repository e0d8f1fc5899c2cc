"use client";

import { Skeleton } from "@mantine/core";
import dynamic from "next/dynamic";
import { type ReactNode, useId } from "react";
import type { LineSpec } from "./line-option.ts";
import classes from "./chart.module.css";

const Canvas = dynamic(() => import("./chart-canvas.tsx").then((module) => module.ChartCanvas), {
  ssr: false,
  loading: () => <Skeleton height="100%" />,
});

interface ChartProps {
  readonly title: string;
  /** One sentence on what the picture shows, for those who do not see it. */
  readonly summary: string;
  readonly spec: LineSpec;
  /** The table behind the picture; absent where the page shows it below. */
  readonly table?: ReactNode;
}

/** A picture with its title, what it says in words, and the numbers behind it. */
export function Chart({ title, summary, spec, table }: ChartProps) {
  const id = useId();
  return (
    <figure className={classes.figure} aria-labelledby={id}>
      <figcaption id={id} className={classes.title}>
        {title}
      </figcaption>
      <div className={classes.canvas}>
        <Canvas spec={spec} label={`${title}. ${summary}`} />
      </div>
      {table && (
        <details className={classes.table}>
          <summary>Table of {title.toLowerCase()}</summary>
          {table}
        </details>
      )}
    </figure>
  );
}
