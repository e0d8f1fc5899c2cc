import type { Log } from "@ingot/services";

/** A piece of work done again and again until it is stopped. */
export interface Loop {
  /** Does the work now instead of at the end of the pause. */
  readonly nudge: () => void;
  /** Ends after the run under way. */
  readonly stop: () => Promise<void>;
}

/** Runs `work` with a pause in between. A run that throws is logged and tried again: what it needs may come back. */
export function startLoop(log: Log, name: string, pauseMilliseconds: number, work: () => Promise<unknown>): Loop {
  let stopped = false;
  let again = false;
  let wake: () => void = () => {};
  const pause = () =>
    new Promise<void>((resolve) => {
      // A nudge that came while the work ran may be about what it did not see.
      if (again) return resolve();
      const timer = setTimeout(resolve, pauseMilliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const run = async () => {
    while (!stopped) {
      again = false;
      try {
        await work();
      } catch (error) {
        log.warn({ err: error, loop: name }, "a run failed and will be tried again");
      }
      if (!stopped) await pause();
    }
  };
  const ended = run();
  return {
    nudge: () => {
      again = true;
      wake();
    },
    stop: () => {
      stopped = true;
      wake();
      return ended;
    },
  };
}
