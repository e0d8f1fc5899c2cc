"use client";

import { type ReactNode, useState } from "react";
import classes from "../planner.module.css";

interface BehindProps {
  readonly summary: string;
  /** Names the table for those who scroll it by keyboard. */
  readonly label: string;
  /** Drawn once it is opened: a table of a hundred rows is not worth its time while nobody looks. */
  readonly children: () => ReactNode;
}

/** The table behind a picture. */
export function Behind({ summary, label, children }: BehindProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className={classes.behind} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {open && (
        <div className={classes.behindScroll} role="group" aria-label={label} tabIndex={0}>
          <table className={classes.plain}>{children()}</table>
        </div>
      )}
    </details>
  );
}
