import classes from "../wafer.module.css";
import { type Bound, boundLooks } from "./bounds.ts";

/** The look of what bounds a kernel, beside words that say it. */
export function BoundMark({ of }: { readonly of: Bound }) {
  const { color, pattern } = boundLooks[of];
  return (
    <span
      className={`${classes.swatch} ${classes[pattern]}`}
      data-bound={of}
      style={{ color: `var(${color})` }}
      aria-hidden
    />
  );
}
