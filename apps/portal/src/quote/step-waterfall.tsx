import type { Plan } from "../api/outputs.ts";
import { formatStepTime } from "../format/duration.ts";
import { formatShare } from "../format/number.ts";
import { Exact } from "../value/exact.tsx";
import classes from "./quote.module.css";

interface StepWaterfallProps {
  readonly plan: Pick<Plan, "waterfall" | "step_time_seconds">;
}

/** Where the time of one step goes; each bar starts where the one above ends. Hidden time is hatched and adds nothing. */
export function StepWaterfall({ plan: { waterfall, step_time_seconds: step } }: StepWaterfallProps) {
  const starts = waterfall.map((_, index) =>
    waterfall.slice(0, index).reduce((sum, bar) => sum + bar.seconds_exposed, 0),
  );
  const percent = (seconds: number) => `${Math.min(100, Math.max(0, (seconds / step) * 100))}%`;
  return (
    <table className={classes.bars}>
      <caption className="visually-hidden">Time of one step by cause, {formatStepTime(step)} in all</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">Cause</th>
          <th scope="col">Time, share of the step</th>
        </tr>
      </thead>
      <tbody>
        {waterfall.map((bar, index) => (
          <tr key={bar.cause}>
            <th scope="row">
              {bar.label}
              <span className={classes.lane} aria-hidden>
                <span
                  className={classes.exposed}
                  style={{ marginLeft: percent(starts[index] ?? 0), width: percent(bar.seconds_exposed) }}
                />
                <span className={classes.hiddenTime} style={{ width: percent(bar.seconds_hidden) }} />
              </span>
            </th>
            <td className={classes.value}>
              <Exact value={`${bar.seconds_exposed} s`}>{formatStepTime(bar.seconds_exposed)}</Exact>
              <span className={classes.quiet}> {formatShare(bar.seconds_exposed / step)}</span>
              {bar.seconds_hidden > 0 && (
                <span className={classes.hiddenNote}>+ {formatStepTime(bar.seconds_hidden)} hidden</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
