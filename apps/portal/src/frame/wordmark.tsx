import classes from "./frame.module.css";

/** The name with its sign: a bar of metal, seen from the front, its top still glowing. */
export function Wordmark() {
  return (
    <span className={classes.wordmark}>
      <svg width="26" height="20" viewBox="0 0 26 20" aria-hidden>
        <path d="M6 2h14l5 16H1z" className={classes.barFront} />
        <path d="M6 2h14l-1.5 5h-11z" className={classes.barTop} />
      </svg>
      Ingot
    </span>
  );
}
