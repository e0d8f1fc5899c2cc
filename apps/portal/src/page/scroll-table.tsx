import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./page.module.css";

interface ScrollTableProps {
  /** Read by screen readers; names the table. */
  readonly caption: string;
  /** Below this width the table scrolls by itself, not the page. **Unit** rem. */
  readonly minWidth?: number;
  readonly children: ReactNode;
}

export function ScrollTable({ caption, minWidth = 40, children }: ScrollTableProps) {
  return (
    // Focus lets a keyboard scroll what a finger can.
    <div className={classes.scroll} role="group" aria-label={caption} tabIndex={0}>
      <Table miw={`${minWidth}rem`} highlightOnHover>
        <caption className="visually-hidden">{caption}</caption>
        {children}
      </Table>
    </div>
  );
}
