import { type ReactNode, useId } from "react";
import classes from "./page.module.css";

interface SectionProps {
  readonly title: string;
  readonly hint?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A titled part of a page on its own sheet; of plain elements, for the planner draws a dozen while its slider moves. */
export function Section({ title, hint, actions, children }: SectionProps) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.sectionHead}>
        <div>
          <h2 id={id}>{title}</h2>
          {hint && <div className={classes.hint}>{hint}</div>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
