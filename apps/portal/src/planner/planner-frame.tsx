import type { ReactNode } from "react";
import frame from "../frame/frame.module.css";
import { SchemeSwitch } from "../frame/scheme-switch.tsx";
import { Wordmark } from "../frame/wordmark.tsx";
import { Link } from "../page/link.tsx";
import classes from "./planner.module.css";

interface PlannerFrameProps {
  /** Whether the browser brings a session; the page itself needs none. */
  readonly known: boolean;
  readonly children: ReactNode;
}

/** The planner's own frame: wide, and without anything that belongs to an account. */
export function PlannerFrame({ known, children }: PlannerFrameProps) {
  return (
    <div className={classes.frame}>
      <a href="#main" className={frame.skip}>
        Skip to the content
      </a>
      <header className={classes.header}>
        <Link href="/" prefetch={false} className={frame.homeLink} aria-label="Ingot, first page">
          <Wordmark />
        </Link>
        <nav className={classes.headerLinks} aria-label="Ingot">
          <Link href={known ? "/home" : "/sign-in"} prefetch={false}>
            {known ? "Your pages" : "Sign in"}
          </Link>
          <Link href="/quote/new" prefetch={false} className={classes.quoteLink}>
            Get a price
          </Link>
          <SchemeSwitch />
        </nav>
      </header>
      <main id="main" tabIndex={-1} className={classes.main}>
        {children}
      </main>
    </div>
  );
}
