import type { Bound } from "@ingot/compute";
import { memo } from "react";
import { formatStepTime } from "../../format/duration.ts";
import { formatSignificant } from "../../format/number.ts";
import classes from "../planner.module.css";

/** What an infinite amount of each resource would give: the dark bar is the step that would be left. */
export const Bounds = memo(function Bounds({
  bounds,
  stepTime,
}: {
  readonly bounds: readonly Bound[];
  readonly stepTime: number;
}) {
  return (
    <table className={classes.bars}>
      <caption className="visually-hidden">What an infinite amount of one resource would give</caption>
      <thead>
        <tr>
          <th scope="col">Infinite</th>
          <th scope="col">Step then</th>
          <th scope="col">Faster</th>
        </tr>
      </thead>
      <tbody>
        {bounds.map((bound) => (
          <tr key={bound.resource}>
            <th scope="row" title={bound.text}>
              {bound.label}
              <span className={classes.lane} aria-hidden>
                <span className={classes.left} style={{ width: `${Math.min(1, bound.stepTime / stepTime) * 100}%` }} />
                <span className={classes.gained} />
              </span>
            </th>
            <td>{formatStepTime(bound.stepTime)}</td>
            <td>{formatSignificant(bound.speedUp)}×</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
});
