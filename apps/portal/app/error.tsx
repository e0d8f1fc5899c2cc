"use client";

import { CalmPage } from "../src/frame/calm-page.tsx";
import classes from "../src/frame/frame.module.css";

interface PageErrorProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** Plain elements: this page is loaded ahead with every other, for the day it is needed. */
export default function PageError({ error, reset }: PageErrorProps) {
  return (
    <CalmPage>
      <h1 className={classes.plainTitle}>This page broke</h1>
      <p className={classes.plainText}>
        The fault is ours; nothing you did is lost. Try again, and if it stays, tell us
        {error.digest ? ` the number ${error.digest}` : " what you were doing"}.
      </p>
      <button type="button" className={classes.plainAction} onClick={reset}>
        Try again
      </button>
      <a className={classes.plainAction} href="/">
        To the first page
      </a>
    </CalmPage>
  );
}
