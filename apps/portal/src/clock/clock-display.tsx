"use client";

import { formatCount } from "../format/number.ts";
import { exactInstant, formatInstant } from "../format/instant.ts";
import classes from "./clock.module.css";
import { useClock, usePlatformNow } from "./platform-clock.ts";
import { TimeLapseControl } from "./time-lapse-control.tsx";

/** The platform's own time: it rules contracts, quotes and invoices. */
export function ClockDisplay() {
  const clock = useClock().data;
  const now = usePlatformNow();
  if (!clock || now === null) return <span className={classes.clock} aria-hidden />;
  return (
    <div className={classes.clock}>
      <div className={classes.reading}>
        <span className={classes.label}>
          Platform time
          {clock.time_lapse && <span className={classes.rate}> ×{formatCount(clock.rate)}</span>}
        </span>
        <time className={classes.time} dateTime={exactInstant(now)} title={exactInstant(now)}>
          {formatInstant(now, clock.time_lapse ? "minute" : "second")}
        </time>
      </div>
      <TimeLapseControl clock={clock} />
    </div>
  );
}
