import type { Floor } from "../question.ts";
import classes from "../wafer.module.css";
import { BoundMark } from "./bound-mark.tsx";
import { type Bound, boundLooks } from "./bounds.ts";

/** What the colours and patterns of the picture mean; only those that are in it. */
export function FloorLegend({ floor }: { readonly floor: Floor }) {
  const bounds = Object.keys(boundLooks) as Bound[];
  const shown = bounds.filter((bound) => floor.rectangles.some((each) => each.bound === bound));
  return (
    <ul className={classes.legend} aria-label="Legend: what bounds a kernel">
      {shown.map((bound) => (
        <li key={bound}>
          <BoundMark of={bound} />
          {boundLooks[bound].label}
        </li>
      ))}
      <li>
        <span className={`${classes.swatch} ${classes.idle}`} aria-hidden />
        Cores with nothing to do
      </li>
      {floor.fabric.deadCores.length > 0 && (
        <li>
          <span className={`${classes.swatch} ${classes.dead}`} aria-hidden />
          Dead core, drawn larger than it is
        </li>
      )}
      {floor.fabric.deadCores.length > 0 && <li>From near, lines are the rows that the program sees</li>}
    </ul>
  );
}
