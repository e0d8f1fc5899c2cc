import type { ReactNode } from "react";
import classes from "./frame.module.css";
import { Link } from "../page/link.tsx";
import { SchemeSwitch } from "./scheme-switch.tsx";
import { Wordmark } from "./wordmark.tsx";

/** A page outside the shell: landing, sign-in, not found. */
export function CalmPage({ children }: { readonly children: ReactNode }) {
  return (
    <div className={classes.calm}>
      <header className={classes.calmHeader}>
        <Link href="/" className={classes.homeLink} aria-label="Ingot, first page">
          <Wordmark />
        </Link>
        <SchemeSwitch />
      </header>
      <main className={classes.calmMain}>{children}</main>
    </div>
  );
}
