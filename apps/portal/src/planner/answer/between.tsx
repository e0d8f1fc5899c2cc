import type { BetweenSteps, DeviceState, StatePower } from "@ingot/compute";
import { memo } from "react";
import { formatStepTime } from "../../format/duration.ts";
import { formatPower } from "../../format/energy.ts";
import { formatShare } from "../../format/number.ts";
import { unbroken } from "../../format/unbroken.ts";
import classes from "../planner.module.css";

const stateWords: Readonly<Record<DeviceState, string>> = {
  compute: "Computing",
  memory: "Moving memory",
  communicate: "Talking to others",
  idle: "Waiting",
};

/** Draw of the whole cluster by what its devices do, and the share of a step's energy that each takes. */
export const Power = memo(function Power({ states }: { readonly states: readonly StatePower[] }) {
  const all = states.reduce((sum, { joules }) => sum + joules, 0);
  return (
    <table className={classes.bars}>
      <caption className="visually-hidden">Energy of a step by what the devices do</caption>
      <thead>
        <tr>
          <th scope="col">The devices are</th>
          <th scope="col">Time</th>
          <th scope="col">Draw</th>
          <th scope="col">Energy</th>
        </tr>
      </thead>
      <tbody>
        {states.map((state) => (
          <tr key={state.state}>
            <th scope="row" title={state.source}>
              {stateWords[state.state]}
              {state.assumed && <span className={classes.faint}> (assumed)</span>}
              <span className={classes.lane} aria-hidden>
                <span className={classes.left} style={{ width: `${(state.joules / all) * 100}%` }} />
              </span>
            </th>
            <td>{formatStepTime(state.seconds)}</td>
            <td>{formatPower(state.watts)}</td>
            <td>{formatShare(state.joules / all)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
});

/** What a run adds between steps: no part of the step time. */
export const Between = memo(function Between({ causes }: { readonly causes: readonly BetweenSteps[] }) {
  return (
    <dl className={classes.between}>
      {causes.map((each) => (
        <div key={each.cause}>
          <dt>{each.label}</dt>
          <dd>{unbroken(each.text)}</dd>
        </div>
      ))}
    </dl>
  );
});
