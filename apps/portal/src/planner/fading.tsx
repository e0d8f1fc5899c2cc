import type { ReactNode } from "react";
import classes from "./planner.module.css";

interface FadingProps {
  /** Whether what is shown belongs to the question that stands; what does not fades until it is replaced. */
  readonly current: boolean;
  /** Whether it is out of reach meanwhile. */
  readonly inert?: boolean;
  readonly children: ReactNode;
}

/** An answer of the planner that may be of the question before. */
export const Fading = ({ current, inert = false, children }: FadingProps) => (
  <div className={classes.fading} data-stale={!current || undefined} inert={inert && !current}>
    {children}
  </div>
);
